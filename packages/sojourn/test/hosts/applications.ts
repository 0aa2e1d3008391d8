/**
 * The applications of the suites, described as data: a test says by name what closures would do, so that
 * the application can be made where the test is not.
 *
 * Bundled for workerd, so nothing of Node's may be imported here.
 *
 * @module
 */
import type { Provider } from '../../src/core/provider.ts'
import { type Auth, type AuthConfig, type Callbacks, createAuth } from '../../src/server/index.ts'
import { memoryStorage } from '../../src/storage/memory.ts'
import { fakeClock } from '../../src/testing/fake-clock.ts'
import { passwordProvider, secret } from '../support/test-auth.ts'

/** What callbacks go by. A test can change it. */
export type State = Record<string, unknown>

/** An application as data. */
export interface Description {
  /** What of the configuration is data. Among the providers, `password` is `passwordProvider`. */
  readonly config?: Omit<
    Partial<AuthConfig>,
    'adapter' | 'callbacks' | 'logger' | 'now' | 'providers'
  > & {
    readonly providers?: readonly (Provider | 'password')[]
  }
  readonly callbacks?: keyof typeof callbacks
  /** Where people and sessions are kept. Default: nowhere. */
  readonly storage?: 'memory'
  readonly state?: State
  /** When its clock stands, until it is moved. Default: it runs. */
  readonly clock?: string
}

/** An application, where it runs. */
export interface Application {
  readonly auth: Auth
  readonly state: State
  readonly advance: (by: { days?: number; minutes?: number }) => void
  readonly reports: string[]
}

const callbacks = {
  none: () => ({}),
  /** Claims of `state.size` characters. */
  growing: (state) => ({
    jwt: ({ token }) => ({ ...token, data: 'x'.repeat(state['size'] as number) }),
  }),
  /** Claims and a session with the role at sign-in. */
  roles: () => ({
    jwt: ({ token, user, account, trigger }) =>
      trigger === 'signIn' ? { ...token, role: user?.id, via: account?.provider } : token,
    session: ({ session, token }) => ({ ...session, role: token['role'], via: token['via'] }),
  }),
  /** Claims that are counted at each read, in the very object that is given. */
  counting: () => ({
    jwt: ({ token }) => Object.assign(token, { reads: Number(token['reads'] ?? 0) + 1 }),
  }),
  /** New claims with the name only. */
  forgetful: () => ({ jwt: ({ token }) => ({ name: token.name }) }),
  /** No session any more, once `state.banned`. */
  banning: (state) => ({ jwt: ({ token }) => (state['banned'] === true ? null : token) }),
  /** Throws in the callback that `state.failing` names. */
  failing: (state) => ({
    jwt: ({ token }) => failIf(state['failing'] === 'jwt', token),
    session: ({ session }) => failIf(state['failing'] === 'session', session),
  }),
  /** Takes the name that a client sends. */
  updating: () => ({
    jwt: ({ token, trigger, session }) =>
      trigger === 'update' ? { ...token, name: (session as { name: string }).name } : token,
  }),
  /** Calls whoever signs in `state.name`. */
  naming: (state) => ({
    jwt: ({ token, user }) => (user ? { ...token, name: state['name'] as string } : token),
  }),
  /** Keeps what the provider sent. */
  keeping: () => ({
    jwt: ({ token, account }) => (account === undefined ? token : { ...token, account }),
  }),
  /** Leads wherever one asks. */
  leading: () => ({ redirect: ({ url }) => url }),
  /** Leads to one page. */
  desk: () => ({ redirect: ({ baseUrl }) => `${baseUrl}/desk` }),
} as const satisfies Record<string, (state: State) => Callbacks>

/** Makes an application of its description. */
export function createApplication(description: Description = {}): Application {
  const { providers = ['password'], ...config } = description.config ?? {}
  const state = { ...description.state }
  const clock = description.clock === undefined ? undefined : fakeClock(description.clock)
  const reports: string[] = []
  const auth = createAuth({
    secret,
    providers: providers.map((entry) => (entry === 'password' ? passwordProvider : entry)),
    callbacks: callbacks[description.callbacks ?? 'none'](state),
    logger: {
      error: (code, detail) => reports.push(`error ${code} ${String(detail)}`),
      warn: (code, detail) => reports.push(`warn ${code} ${String(detail)}`),
    },
    now: clock?.now,
    adapter: description.storage && memoryStorage(),
    ...config,
  })
  return { auth, state, reports, advance: (by) => clock?.advance(by) }
}

function failIf<T>(fails: boolean, value: T): T {
  if (fails) throw new Error('db.internal refused the password hunter2')
  return value
}
