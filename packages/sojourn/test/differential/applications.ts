/**
 * The applications: each built twice from the same options, on NextAuth and here.
 *
 * @module
 */
import { createHash } from 'node:crypto'
import { type AuthConfig, createAuth } from '../../src/server/index.ts'
import { nextAuthApplication } from './next-auth-application.ts'
import { createTables, type Tables } from './tables.ts'

/** Seals and signs on both sides. */
export const secret = 'a secret of at least thirty-two characters'

/** When everything happens, unless a test lets time pass. */
export const startOfTime = Date.parse('2026-11-21T12:00:00Z')

/** A link that was sent, to be opened by a test. */
export interface Mail {
  readonly identifier: string
  readonly url: string
  readonly token: string
}

/** What one side of an application is made with. */
interface Parts {
  readonly tables: Tables
  readonly mails: Mail[]
}

/** One application, described once for both sides. */
interface Description {
  /** Everything that both sides are given. Called once for each. */
  readonly options: (parts: Parts) => Record<string, unknown>
  /** Variables of the environment. */
  readonly env?: Readonly<Record<string, string>>
  /** Where browsers find it. Default `http://localhost:3000`. */
  readonly origin?: string
  /** Default `/api/auth`. */
  readonly basePath?: string
  /** Whether cookies have the names for https. */
  readonly isSecure?: boolean
  /** Name of the session cookie, if it has one of its own. */
  readonly sessionCookie?: string
}

/** One side at work. */
export interface Side extends Parts {
  readonly answer: (request: Request) => Promise<Response>
}

/** One application, on both sides. */
export interface Application {
  readonly name: string
  readonly origin: string
  readonly basePath: string
  /** What the options are, for rules that hang on them. */
  readonly options: Record<string, unknown>
  readonly pages: Readonly<Record<string, string>>
  readonly cookies: {
    readonly session: string
    readonly csrf: string
    readonly callbackUrl: string
  }
  readonly there: Side
  readonly here: Side
}

/** A token for forms, and the cookie that both sides take for theirs. */
export const csrfToken = 'c0ffee'.repeat(10) + 'cafe'
export const csrfCookie = `${csrfToken}|${createHash('sha256')
  .update(csrfToken + secret)
  .digest('hex')}`

const ada = { id: '1', name: 'Ada', email: 'ada@example.com', image: 'https://example.com/ada.png' }

/** Signs Ada in, refuses, or fails, as the password says. */
const passwords = {
  id: 'credentials',
  name: 'Password',
  type: 'credentials',
  credentials: {
    username: { label: 'User name', type: 'text' },
    password: { label: 'Password', type: 'password' },
  },
  authorize: ({ password }: { password?: string }) => {
    if (password === 'locked') throw new Error('Your account is locked.')
    if (password === 'broken') throw new Error('connect ECONNREFUSED 10.0.0.1:5432')
    if (password === 'typed') throw new TypeError('x is not a function')
    if (password === 'nameless') return { id: '2' }
    if (password === 'nobody') return { name: 'Nobody' }
    return password === 'right' ? ada : null
  },
}

/** A second form, whose fields are not declared like those of the first. */
const pin = {
  id: 'pin',
  name: 'PIN',
  type: 'credentials',
  credentials: { pin: { label: 'PIN', type: 'password', placeholder: '0000' }, otp: {} },
  authorize: ({ pin }: { pin?: string }) => (pin === '1234' ? { ...ada, id: '7' } : null),
}

/** OAuth 2.0 with endpoints that are known without asking. */
const plain = {
  id: 'plain',
  name: 'Plain',
  type: 'oauth',
  clientId: 'client',
  clientSecret: 'client secret',
  authorization: 'https://op.example/authorize?scope=read&prompt=login',
  token: 'https://op.example/token',
  userinfo: 'https://op.example/me',
  profile: ({ sub }: { sub: string }) => ({ id: sub }),
}

/** OpenID Connect whose provider cannot be reached. */
const down = {
  id: 'down',
  name: 'Down',
  type: 'oauth',
  wellKnown: 'http://127.0.0.1:1/.well-known/openid-configuration',
  idToken: true,
  clientId: 'client',
  clientSecret: 'client secret',
  authorization: { params: { scope: 'openid email profile' } },
  profile: ({ sub }: { sub: string }) => ({ id: sub }),
}

/** Mails a link, to where a test finds it. */
function mailing({ mails }: Parts): Record<string, unknown> {
  return {
    id: 'email',
    name: 'Email',
    type: 'email',
    from: 'app@example.com',
    server: {},
    maxAge: 86_400,
    sendVerificationRequest: ({ identifier, url, token }: Mail) => {
      if (identifier.startsWith('bounce')) throw new Error('550 no such mailbox')
      mails.push({ identifier, url, token })
    },
  }
}

const ways = [passwords, pin, plain, down]

/** The claims that are sealed carry the name which an update has sent. */
const renaming = {
  jwt: ({ token, trigger, session }: Callback) =>
    trigger === 'update'
      ? { ...token, name: (session as { name?: string } | undefined)?.name }
      : token,
}

interface Callback {
  readonly token: Record<string, unknown>
  readonly trigger?: string
  readonly session: unknown
  readonly user?: Record<string, unknown>
  readonly url: string
  readonly baseUrl: string
}

const fail = (): never => {
  throw new Error('Out of order')
}

/** An OpenID Provider that runs, as an application of NextAuth v4 writes it. */
export function runningProvider(issuer: string): Record<string, unknown> {
  return {
    id: 'fake',
    name: 'Fake',
    type: 'oauth',
    wellKnown: `${issuer}/.well-known/openid-configuration`,
    idToken: true,
    checks: ['pkce', 'state'],
    clientId: 'test',
    clientSecret: 'test secret',
    authorization: { params: { scope: 'openid email profile' } },
    profile: (profile: Record<string, string>) => ({
      id: profile['sub'],
      name: profile['name'],
      email: profile['email'],
      image: null,
    }),
  }
}

/** The applications by name. */
export const descriptions = {
  plain: { options: () => ({ providers: ways }) },
  'own pages': {
    options: () => ({
      providers: ways,
      pages: {
        signIn: '/login',
        signOut: '/bye',
        error: '/oops',
        newUser: '/welcome',
        verifyRequest: '/sent',
      },
    }),
  },
  'own pages with queries': {
    options: () => ({
      providers: ways,
      pages: { signIn: '/login?lang=de', signOut: '/bye?lang=de', error: '/oops?lang=de' },
    }),
  },
  'one page for all': {
    options: () => ({
      providers: ways,
      pages: { signIn: '/login', error: '/login' },
    }),
  },
  https: {
    options: () => ({ providers: ways }),
    env: { NEXTAUTH_URL: 'https://app.example.com' },
    origin: 'https://app.example.com',
    isSecure: true,
  },
  'base path': {
    options: () => ({ providers: ways }),
    env: { NEXTAUTH_URL: 'https://app.example.com/shop/api/auth' },
    origin: 'https://app.example.com',
    basePath: '/shop/api/auth',
    isSecure: true,
  },
  'behind a proxy': {
    options: () => ({ providers: ways }),
    env: { AUTH_TRUST_HOST: 'true' },
    origin: 'https://app.example.com',
    isSecure: true,
  },
  'insecure cookies': {
    options: () => ({ providers: ways, useSecureCookies: false }),
    env: { NEXTAUTH_URL: 'https://app.example.com' },
    origin: 'https://app.example.com',
  },
  'own cookies': {
    options: () => ({
      providers: ways,
      cookies: {
        sessionToken: {
          name: 'app-session',
          options: { httpOnly: true, sameSite: 'strict', path: '/', secure: false },
        },
      },
    }),
    sessionCookie: 'app-session',
  },
  'short sessions': { options: () => ({ providers: ways, session: { maxAge: 3600 } }) },
  renaming: { options: () => ({ providers: ways, callbacks: renaming }) },
  roles: {
    options: () => ({
      providers: ways,
      callbacks: {
        jwt: ({ token, user }: Callback) => (user ? { ...token, role: user['id'] } : token),
        session: ({ session, token }: Callback) => ({
          ...(session as object),
          role: token['role'],
        }),
      },
    }),
  },
  'large claims': {
    options: () => ({
      providers: ways,
      callbacks: {
        jwt: ({ token, user }: Callback) => (user ? { ...token, data: 'x'.repeat(6000) } : token),
      },
    }),
  },
  'leads anywhere': {
    options: () => ({ providers: ways, callbacks: { redirect: ({ url }: Callback) => url } }),
  },
  'leads to one page': {
    options: () => ({
      providers: ways,
      callbacks: { redirect: ({ baseUrl }: Callback) => `${baseUrl}/desk` },
    }),
  },
  'nobody may': { options: () => ({ providers: ways, callbacks: { signIn: () => false } }) },
  'may after paying': {
    options: () => ({ providers: ways, callbacks: { signIn: () => '/pay?plan=1' } }),
  },
  'signIn fails': { options: () => ({ providers: ways, callbacks: { signIn: fail } }) },
  'jwt fails': { options: () => ({ providers: ways, callbacks: { jwt: fail } }) },
  'session fails': { options: () => ({ providers: ways, callbacks: { session: fail } }) },
  'redirect fails': { options: () => ({ providers: ways, callbacks: { redirect: fail } }) },
  email: {
    options: (parts) => ({
      providers: [...ways, mailing(parts)],
      adapter: parts.tables.adapter,
      session: { strategy: 'jwt' },
    }),
  },
  'email, own pages': {
    options: (parts) => ({
      providers: [...ways, mailing(parts)],
      adapter: parts.tables.adapter,
      session: { strategy: 'jwt' },
      pages: { signIn: '/login', error: '/oops', verifyRequest: '/sent', newUser: '/welcome' },
    }),
  },
  database: {
    options: (parts) => ({
      providers: [plain, down, mailing(parts)],
      adapter: parts.tables.adapter,
    }),
  },
} as const satisfies Record<string, Description>

export type ApplicationName = keyof typeof descriptions

/** Runs a task under variables of the environment, which both sides read. */
async function within<T>(
  env: Readonly<Record<string, string>>,
  task: () => Promise<T>,
): Promise<T> {
  const before = Object.fromEntries(Object.keys(env).map((name) => [name, process.env[name]]))
  Object.assign(process.env, env)
  try {
    return await task()
  } finally {
    for (const [name, value] of Object.entries(before)) {
      if (value === undefined) delete process.env[name]
      else process.env[name] = value
    }
  }
}

const quiet = { error: () => undefined, warn: () => undefined, debug: () => undefined }

/**
 * Builds an application on both sides.
 *
 * @param more Further providers.
 */
export async function buildApplication(
  name: ApplicationName,
  more: readonly Record<string, unknown>[] = [],
): Promise<Application> {
  const description: Description = descriptions[name]
  const { env = {}, origin = 'http://localhost:3000', basePath = '/api/auth' } = description
  const make = (): Parts & { options: Record<string, unknown> } => {
    const parts: Parts = { tables: createTables(), mails: [] }
    const { providers, ...options } = description.options(parts)
    const all = [...(providers as object[]), ...more]
    return { ...parts, options: { ...options, providers: all, secret, logger: quiet } }
  }
  const [there, here] = [make(), make()]
  const nextAuth = nextAuthApplication(there.options, basePath)
  const { handle } = await within(env, async () =>
    // Attempts are not limited there, and a table of attempts is no application.
    createAuth({ ...here.options, rateLimits: false } as unknown as AuthConfig),
  )
  const { isSecure = false, sessionCookie } = description
  const secure = isSecure ? '__Secure-' : ''
  return {
    name,
    origin,
    basePath,
    options: there.options,
    pages: (there.options['pages'] ?? {}) as Record<string, string>,
    cookies: {
      session: sessionCookie ?? `${secure}next-auth.session-token`,
      csrf: `${isSecure ? '__Host-' : ''}next-auth.csrf-token`,
      callbackUrl: `${secure}next-auth.callback-url`,
    },
    there: { ...there, answer: (request) => within(env, () => nextAuth(request)) },
    here: { ...here, answer: (request) => within(env, () => handle(request)) },
  }
}
