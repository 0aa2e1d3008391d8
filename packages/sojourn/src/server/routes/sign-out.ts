/**
 * `POST /signout`: ends the session of this browser.
 *
 * @module
 */
import { type RedirectBody, timeHeader } from '../../core/protocol.ts'
import { type Answer, json, redirect } from '../answer.ts'
import { failureUrl, report, toAuthError } from '../failure.ts'
import { resolveCallbackUrl } from '../guards/callback-url.ts'
import { requireCsrfToken } from '../guards/csrf.ts'
import { resolveOrigin } from '../origin.ts'
import { signOutPageUrl } from '../pages/page-urls.ts'
import { readBody } from '../request-body.ts'
import { endSession } from '../session/session-cookie.ts'
import type { RouteContext } from './route.ts'

export async function answerSignOut({ engine, request }: RouteContext): Promise<Answer> {
  const { config } = engine
  const origin = resolveOrigin(config, request)
  const body = await readBody(request)
  const asJson = config.wire.wantsJson(body)
  const url = await resolveCallbackUrl(engine, body['callbackUrl'], origin)
  try {
    await requireCsrfToken(engine, request, body)
  } catch (thrown) {
    const error = toAuthError(thrown)
    report(engine, error)
    const page = failureUrl(signOutPageUrl(config, origin, url), error)
    return asJson ? json({ url: page }, { status: error.status }) : redirect(page)
  }
  const cookies = await endSession(engine, request)
  if (!asJson) return redirect(url, cookies)
  const headers = { [timeHeader]: String(config.now()) }
  return json({ url } satisfies RedirectBody, { cookies, headers })
}
