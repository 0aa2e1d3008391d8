/**
 * `POST /signout`: ends the session of this browser.
 *
 * @module
 */
import { asAuthError } from '../../core/errors.ts'
import { timeHeader } from '../../core/protocol.ts'
import type { Answer } from '../answer.ts'
import type { Engine } from '../engine.ts'
import { emit, type Events } from '../events.ts'
import { failureUrl, report } from '../failure.ts'
import { requireCsrfToken } from '../guards/csrf.ts'
import type { SessionClaims } from '../session/session-strategy.ts'
import { signOutPageUrl } from '../pages/page-urls.ts'
import { leadTo, readForm } from './posted-form.ts'
import type { RouteContext } from './context.ts'

export async function answerSignOut(context: RouteContext): Promise<Answer> {
  const { engine, request } = context
  const form = await readForm(context)
  let cookies: readonly string[]
  try {
    await requireCsrfToken(engine, request, form.body)
    const claims =
      engine.config.events.signOut && (await engine.strategy.readClaims(engine, request))
    cookies = await engine.strategy.end(engine, request)
    if (claims) await emit(engine, 'signOut', { ...whatEnded(engine, claims), request })
  } catch (thrown) {
    const error = asAuthError(thrown, 'request_failed')
    await report(engine, request, error)
    const page = signOutPageUrl(engine.config, form.origin, form.callbackUrl)
    const { wire } = engine.config
    return leadTo(failureUrl(wire, page, error), form, { status: wire.jsonStatus(error.status) })
  }
  return leadTo(form.callbackUrl, form, {
    cookies,
    headers: { [timeHeader]: String(engine.config.now()) },
  })
}

/** As NextAuth says it: the claims of a sealed session, what is known of a stored one. */
function whatEnded(
  { config }: Engine,
  claims: SessionClaims,
): Omit<Parameters<NonNullable<Events['signOut']>>[0], 'request'> {
  if (config.session.strategy === 'jwt') return { token: claims }
  const { jti, sub = '', exp } = claims
  return { session: { id: jti, userId: sub, expires: new Date(exp * 1000) } }
}
