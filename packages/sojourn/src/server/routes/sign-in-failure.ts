/**
 * A failed step of a sign-in: back to a page that says why.
 *
 * @module
 */
import { asAuthError } from '../../core/errors.ts'
import type { Answer, SessionRequest } from '../answer.ts'
import { messageForPeople } from '../credentials/refusal.ts'
import type { Engine } from '../engine.ts'
import { failureUrl, report, retryHeaders } from '../failure.ts'
import { resolveCallbackUrl } from '../guards/callback-url.ts'
import { errorPageUrl, signInPageUrl } from '../pages/page-urls.ts'
import type { FailedStep } from '../wire/codec.ts'
import { leadTo, type PostedForm } from './posted-form.ts'

/** What a failed sign-in needs to find its way back. */
export interface SignInFailure extends Pick<PostedForm, 'asJson' | 'origin'> {
  /** Where the sign-in would have led, if that is known; resolved. */
  readonly callbackUrl?: string | undefined
  /** Where it failed, if the name of a failure hangs on that. */
  readonly step?: FailedStep | undefined
  readonly cookies?: readonly string[]
}

/** NextAuth shows these on the error page, every other on the sign-in page. */
const errorPageCodes = new Set(['AccessDenied', 'Configuration', 'Verification'])

/** Reports what was thrown, and answers with the page to go to. */
export async function answerSignInFailure(
  engine: Engine,
  request: SessionRequest,
  thrown: unknown,
  failure: SignInFailure,
): Promise<Answer> {
  const error = asAuthError(thrown, 'request_failed')
  await report(engine, request, error)
  const { wire, pages } = engine.config
  const isForErrorPage =
    errorPageCodes.has(error.nextAuthCode ?? '') ||
    // There NextAuth shows what an application has thrown to be shown; the built-in page would not.
    (pages.error !== undefined &&
      error.code === 'credentials_rejected' &&
      messageForPeople(error.cause) !== undefined)
  const page = isForErrorPage
    ? errorPageUrl(engine.config, failure.origin)
    : signInPageUrl(engine.config, failure.origin, await wayBack(engine, request, failure))
  return leadTo(failureUrl(wire, page, error, failure.step), failure, {
    status: wire.jsonStatus(error.status),
    headers: retryHeaders(error),
  })
}

/** Where the sign-in would have led; a page of the application's own is told, as NextAuth tells it. */
async function wayBack(
  engine: Engine,
  request: SessionRequest,
  { callbackUrl, origin }: SignInFailure,
): Promise<string | undefined> {
  if (callbackUrl !== undefined || engine.config.pages.signIn === undefined) return callbackUrl
  try {
    return (await resolveCallbackUrl(engine, request, undefined, origin)).url
  } catch {
    // The application's `redirect` callback failed; there is a failure to be shown already.
    return undefined
  }
}
