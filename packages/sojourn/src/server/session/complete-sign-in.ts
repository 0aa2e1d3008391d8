/**
 * The last step of every way to sign in: may this person, what is sealed, where to.
 *
 * @module
 */
import { asAuthError, authError } from '../../core/errors.ts'
import type { Account } from '../../core/account.ts'
import type { JWT } from '../../core/session.ts'
import type { Profile, User } from '../../core/user.ts'
import type { EngineRequest } from '../answer.ts'
import type { Engine } from '../engine.ts'
import { askJwt } from './session-view.ts'
import { noteEndedSession, writeSession } from './session-cookie.ts'

/** Who is about to be signed in. */
export interface SignIn {
  readonly user: User
  readonly account: Account
  readonly profile?: Profile
  readonly credentials?: Record<string, string>
  /** Where the browser goes; resolved already. */
  readonly callbackUrl: string
  readonly origin: string
}

/** Where to send the browser, and the cookies of its new session, if it got one. */
export interface CompletedSignIn {
  readonly url: string
  readonly cookies: readonly string[]
}

/**
 * Asks the callbacks and begins a session, always a new one: an earlier session of this browser is
 * replaced, so that none from before the sign-in lives on in it.
 *
 * @throws {AuthError} `access_denied` if the `signIn` callback refuses or throws, `request_failed` if
 *   the `jwt` callback throws or returns no claims, `session_too_large`.
 */
export async function completeSignIn(
  engine: Engine,
  request: EngineRequest,
  signIn: SignIn,
): Promise<CompletedSignIn> {
  const { user, account, callbackUrl, origin, ...rest } = signIn
  const { sessionMaxAge, now } = engine.config
  const allowed = await askSignIn(engine, { user, account, ...rest })
  if (typeof allowed === 'string') {
    // The application's own word, so it may lead anywhere.
    return { url: new URL(allowed, origin).href, cookies: [] }
  }
  const token: JWT = {
    name: user.name,
    email: user.email,
    picture: user.image,
    sub: user.id === '' ? undefined : user.id,
  }
  const claims = await askJwt(engine, {
    token,
    user,
    account,
    profile: rest.profile,
    trigger: 'signIn',
  })
  if (claims === null) throw authError('access_denied')
  // A new sign-in is a new session, whatever id the callback kept.
  const cookies = await writeSession(
    engine,
    request,
    { ...claims, jti: undefined },
    now() + sessionMaxAge,
  )
  return { url: callbackUrl, cookies: [...(await noteEndedSession(engine, request)), ...cookies] }
}

async function askSignIn(
  engine: Engine,
  person: Parameters<NonNullable<Engine['config']['callbacks']['signIn']>>[0],
): Promise<true | string> {
  const { signIn } = engine.config.callbacks
  if (signIn === undefined) return true
  let allowed: unknown
  try {
    allowed = await signIn(person)
  } catch (cause) {
    throw asAuthError(cause, 'access_denied')
  }
  // Only a clear yes counts: a callback that forgets to return has said nothing.
  if (allowed === true || (typeof allowed === 'string' && allowed !== '')) return allowed
  throw authError('access_denied')
}
