/**
 * The last step of every way to sign in: may this person, who are they here, where to.
 *
 * @module
 */
import { asAuthError, authError } from '../../core/errors.ts'
import type { Account } from '../../core/account.ts'
import type { Profile, User } from '../../core/user.ts'
import { findPerson, resolvePerson, storesPeople } from '../accounts/resolve-person.ts'
import type { EngineRequest } from '../answer.ts'
import { emit } from '../events.ts'
import type { Engine } from '../engine.ts'
import type { Authentication } from './authentication.ts'

/** Who is about to be signed in. */
export interface SignIn {
  readonly user: User
  readonly account: Account
  readonly profile?: Profile
  readonly credentials?: Record<string, string>
  /** How they have proven who they are, if a provider has said. */
  readonly authentication?: Authentication | undefined
  /** Whether this sign-in shows that they read what is sent to the user's `email`. */
  readonly provesEmail: boolean
  /** Id of the person who was signed in when it began, to whom the account is linked if it is new. */
  readonly linkTo?: string | undefined
  /** Whether the browser keeps the session when it is closed. */
  readonly remember: boolean
  /** When the request came, before anything was verified; in milliseconds since the epoch. */
  readonly begunAt: number
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
 * Asks the callbacks, finds or stores the person, and begins a session, always a new one: an earlier
 * session of this browser is replaced, so that none from before the sign-in lives on in it.
 *
 * @throws {AuthError} `access_denied` if the `signIn` callback refuses or throws, `account_not_linked`,
 *   `request_failed` if the `jwt` callback throws or returns no claims, `session_too_large`,
 *   `storage_unavailable`.
 */
export async function completeSignIn(
  engine: Engine,
  request: EngineRequest,
  signIn: SignIn,
): Promise<CompletedSignIn> {
  const { user, account, authentication, provesEmail, linkTo, remember, begunAt, ...others } =
    signIn
  const { callbackUrl, origin, ...rest } = others
  const storage = storesPeople(engine, account) ? engine.config.storage : undefined
  const known = storage === undefined ? null : await findPerson(storage, user, account)
  const allowed = await askSignIn(engine, { user: known ?? user, account, ...rest, request })
  if (typeof allowed === 'string') {
    // The application's own word, so it may lead anywhere.
    return { url: new URL(allowed, origin).href, cookies: [] }
  }
  const person =
    storage === undefined
      ? { user, isNewUser: false }
      : await resolvePerson(engine, storage, request, {
          user,
          account,
          profile: rest.profile,
          known,
          provesEmail,
          linkTo,
        })
  const cookies = await engine.strategy.begin(engine, request, {
    ...person,
    isStored: storage !== undefined,
    account,
    profile: rest.profile,
    authentication,
    remember,
    // Who has just proven the address is not among those who may have prepared the account before.
    begunAt: Math.max(begunAt, person.provenAt ?? begunAt),
  })
  const { profile } = rest
  const { isNewUser } = person
  // As NextAuth has it: here the profile is what the `profile` function has made of it.
  const mapped = profile && user
  await emit(engine, 'signIn', { user: person.user, account, profile: mapped, isNewUser, request })
  return { url: isNewUser ? welcome(engine, callbackUrl, origin) : callbackUrl, cookies }
}

/** Where somebody goes who has just been stored: to `pages.newUser`, which leads on from there. */
function welcome({ config }: Engine, callbackUrl: string, origin: string): string {
  if (config.pages.newUser === undefined) return callbackUrl
  const page = new URL(config.pages.newUser, origin)
  page.searchParams.set('callbackUrl', callbackUrl)
  return page.href
}

/**
 * Asks the `signIn` callback.
 *
 * @returns `true`, or where to send the browser instead.
 * @throws {AuthError} `access_denied` if it says neither, or throws.
 */
export async function askSignIn(
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
  if (!allowed) throw authError('access_denied')
  throw authError('access_denied', {
    cause: new TypeError('The signIn callback returned neither true nor a URL.'),
  })
}
