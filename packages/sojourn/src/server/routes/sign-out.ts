/**
 * `POST /signout`: ends the session of this browser.
 *
 * @module
 */
import { asAuthError } from '../../core/errors.ts'
import { timeHeader } from '../../core/protocol.ts'
import type { Answer } from '../answer.ts'
import { failureUrl, report } from '../failure.ts'
import { requireCsrfToken } from '../guards/csrf.ts'
import { signOutPageUrl } from '../pages/page-urls.ts'
import { leadTo, readForm } from './posted-form.ts'
import type { RouteContext } from './context.ts'

export async function answerSignOut(context: RouteContext): Promise<Answer> {
  const { engine, request } = context
  const form = await readForm(context)
  let cookies: readonly string[]
  try {
    await requireCsrfToken(engine, request, form.body)
    cookies = await engine.strategy.end(engine, request)
  } catch (thrown) {
    const error = asAuthError(thrown, 'request_failed')
    report(engine, error)
    const page = signOutPageUrl(engine.config, form.origin, form.callbackUrl)
    return leadTo(failureUrl(page, error), form, { status: error.status })
  }
  return leadTo(form.callbackUrl, form, {
    cookies,
    headers: { [timeHeader]: String(engine.config.now()) },
  })
}
