/**
 * A configuration written for Auth.js v5, as the engine wants it.
 *
 * @module
 */
import type { NextRequest } from 'next/server.js'
import type { Account } from '../../core/account.ts'
import type { JWT, Session } from '../../core/session.ts'
import type { StoredUser } from '../../core/storage.ts'
import type { Profile, User } from '../../core/user.ts'
import type { AuthConfig, Callbacks, ConfigureAuth } from '../../server/index.ts'
import type { AuthorizedCallback } from '../auth.ts'
import { isServerRead, originalOf } from '../route-request.ts'

type Awaitable<T> = T | Promise<T>

/** The person of a session, as the `session` callback of Auth.js gets one. */
type AdapterUser = StoredUser & { email: string }

/** Callbacks under the names, and with the arguments, of Auth.js v5. */
export interface NextAuthCallbacks extends Omit<Callbacks, 'jwt' | 'session'>, AuthorizedCallback {
  /** As in the engine; `user` and `account` are there at sign-in. */
  jwt?: (params: {
    token: JWT
    user: User
    account?: Account | null
    profile?: Profile
    trigger?: 'signIn' | 'signUp' | 'update'
    /** @deprecated Use `trigger === 'signUp'`. */
    isNewUser?: boolean
    // eslint-disable-next-line typescript/no-explicit-any -- As in Auth.js, whose examples look into it.
    session?: any
  }) => Awaitable<JWT | null>
  /** As in the engine. Of a session in a database, `session.user` has the person's id, too. */
  session?: (params: {
    session: { user: AdapterUser; userId: string } & Session
    user: AdapterUser
    token: JWT
    // eslint-disable-next-line typescript/no-explicit-any -- As in Auth.js.
    newSession: any
    trigger?: 'update'
  }) => Awaitable<object>
}

/** What an application written for Auth.js v5 configures. */
export interface NextAuthConfig extends Omit<AuthConfig, 'callbacks' | 'wire'> {
  callbacks?: NextAuthCallbacks | undefined
  /** Taken, and without effect. */
  experimental?: Record<string, boolean> | undefined
}

/** A configuration, or what makes it for each request; for what is asked without one, such as `auth()`, it gets none. */
export type ConfigureNextAuth = (request: NextRequest | undefined) => Awaitable<NextAuthConfig>

/** Kept, since an engine is known by its configuration. */
const completed = new WeakMap<NextAuthConfig, AuthConfig>()
const configuring = new WeakMap<ConfigureNextAuth, ConfigureAuth>()

/** What the engine is made of: the same for the same configuration. */
export function toEngineOptions(
  config: NextAuthConfig | ConfigureNextAuth,
): AuthConfig | ConfigureAuth {
  if (typeof config !== 'function') return complete(config)
  let known = configuring.get(config)
  if (known === undefined) {
    known = async (request) =>
      complete(await config(originalOf(request) as NextRequest | undefined))
    configuring.set(config, known)
  }
  return known
}

function complete(config: NextAuthConfig): AuthConfig {
  let known = completed.get(config)
  if (known === undefined) {
    const { experimental: _, ...own } = config
    const callbacks = own.callbacks as Callbacks | undefined
    known = { ...own, wire: 'v5', callbacks: { ...callbacks, session: viewSession(callbacks) } }
    completed.set(config, known)
  }
  return known
}

/**
 * The `session` callback as Auth.js calls it: stored sessions come with the person's id, and on the server, where
 * nothing has to be kept from anybody, a session that says nothing of its person is given one.
 */
function viewSession(own: Callbacks | undefined): NonNullable<Callbacks['session']> {
  return async (params) => {
    // Absent with sealed sessions, though the type has it.
    const user = params.user as StoredUser | undefined
    const session = user ? stored(params.session, user) : params.session
    const isRead = isServerRead(params.request)
    if (own?.session === undefined) return isRead ? session : params.session
    const made = (await own.session({ ...params, session })) ?? params.session
    return isRead && made.user === undefined
      ? { ...made, user: user ? session.user : params.token }
      : made
  }
}

/** Of the person what Auth.js has for everybody: a database may have more columns, which are nobody's to see. */
function stored(session: Session, user: StoredUser): Session {
  const { id, name, email, emailVerified, image } = user
  return Object.assign(
    { ...session },
    { userId: id, user: { id, name, email, emailVerified, image } },
  )
}
