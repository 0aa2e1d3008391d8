/**
 * A failed step of a sign-in: back to a page that says why.
 *
 * @module
 */
import { asAuthError } from '../../core/errors.ts'
import type { Answer } from '../answer.ts'
import type { Engine } from '../engine.ts'
import { failureUrl, report } from '../failure.ts'
import { errorPageUrl, signInPageUrl } from '../pages/page-urls.ts'
import { leadTo, type PostedForm } from './posted-form.ts'

/** What a failed sign-in needs to find its way back. */
export interface SignInFailure extends Pick<PostedForm, 'asJson' | 'origin'> {
  /** Where the sign-in would have led, if that is known; resolved. */
  readonly callbackUrl?: string | undefined
  /** What NextAuth calls a provider's failure in this step. Default: `OAuthCallback`. */
  readonly nextAuthCode?: 'OAuthSignin'
  readonly cookies?: readonly string[]
}

/** NextAuth shows these on the error page, every other on the sign-in page. */
const errorPageCodes = new Set(['AccessDenied', 'Configuration'])

/** Reports what was thrown, and answers with the page to go to. */
export function answerSignInFailure(
  engine: Engine,
  thrown: unknown,
  failure: SignInFailure,
): Answer {
  const error = asAuthError(thrown, 'request_failed')
  report(engine, error)
  const page = errorPageCodes.has(error.nextAuthCode ?? '')
    ? errorPageUrl(engine.config, failure.origin)
    : signInPageUrl(engine.config, failure.origin, failure.callbackUrl)
  const { status } = error
  const { cookies } = failure
  return leadTo(failureUrl(page, error, failure.nextAuthCode), failure, { status, cookies })
}
