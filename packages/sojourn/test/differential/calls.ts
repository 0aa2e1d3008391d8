/**
 * What an application is called with: callbacks, events and functions of providers, on both sides.
 *
 * @module
 */
import type { FakeProvider } from '../../src/testing/index.ts'
import { type AuthConfig, createAuth } from '../../src/server/index.ts'
import { createBrowser, type TestBrowser } from '../support/browser.ts'
import { secret } from './applications.ts'
import { nextAuthApplication } from './next-auth-application.ts'
import { createTables } from './tables.ts'

/** How an application keeps sessions, and how people sign in to it. */
export interface Flow {
  readonly way: 'credentials' | 'provider' | 'email'
  readonly strategy: 'jwt' | 'database'
  readonly hasAdapter: boolean
  /** Whether sessions have a form of the application's own. */
  readonly hasCodec?: boolean
}

/** One call. */
export interface Call {
  /** In which step of the flow. */
  readonly step: string
  /** Such as `callbacks.jwt`. */
  readonly name: string
  /** What it was called with, by path, as text. What is undefined is not there. */
  readonly values: ReadonlyMap<string, string>
}

/** In what two calls differ, or that one is missing; `undefined`: it is not there. */
export interface CallDifference {
  readonly flow: Flow
  readonly step: string
  readonly name: string
  /** Of a value in the argument; `undefined`: the call itself. */
  readonly path: string | undefined
  readonly there: string | undefined
  readonly here: string | undefined
}

/** Different at each run, so that only their being there is compared. */
const randomNames = /(?:^|\.)(?:jti|token|access_token|id_token|sessionToken|nonce|csrfToken)$/

function valuesOf(argument: unknown): Map<string, string> {
  const values = new Map<string, string>()
  const visit = (value: unknown, path: string): void => {
    if (value === undefined) return
    if (typeof value === 'function') values.set(path, 'function')
    else if (value instanceof Date) values.set(path, value.toISOString())
    else if (typeof value === 'string') {
      const text = value.replaceAll(/token=[\w-]+/g, 'token=…')
      values.set(path, randomNames.test(path) ? 'random' : JSON.stringify(text))
    } else if (typeof value === 'object' && value !== null) {
      for (const [name, one] of Object.entries(value)) {
        // Ours alone, in everything.
        if (path === '' && name === 'request') continue
        visit(one, path === '' ? name : `${path}.${name}`)
      }
    } else values.set(path, JSON.stringify(value))
  }
  visit(argument, '')
  return values
}

/** Runs a flow on one side, and says what the application was called with. */
export async function callsOf(
  side: 'there' | 'here',
  flow: Flow,
  provider: FakeProvider,
): Promise<Call[]> {
  const calls: Call[] = []
  const links: URL[] = []
  let step = ''
  const note = (name: string, argument: unknown): void => {
    calls.push({ step, name, values: valuesOf(argument) })
  }
  const options = optionsOf(flow, provider, note, links)
  const nextAuth = nextAuthApplication(options, '/api/auth')
  const { handle } = createAuth({ ...options, rateLimits: false } as unknown as AuthConfig)
  const browser = createBrowser({
    handle: async (request) =>
      side === 'there' && request instanceof Request ? nextAuth(request) : handle(request),
  })
  const begin = (name: string): void => void (step = name)

  begin('sign in')
  await signIn(flow, browser, links)
  begin('read')
  await browser.get('/api/auth/session')
  begin('update')
  const csrfToken = await browser.csrfToken()
  await browser.post('/api/auth/session', { csrfToken, data: { name: 'New' } }, { json: true })
  if (flow.way === 'provider') {
    begin('sign in again')
    await signIn(flow, browser, links)
  }
  begin('sign out')
  await browser.post('/api/auth/signout', { csrfToken: await browser.csrfToken() })
  begin('return')
  await signIn(flow, browser, links)
  return calls
}

async function signIn({ way }: Flow, browser: TestBrowser, links: URL[]): Promise<void> {
  const csrfToken = await browser.csrfToken()
  const callbackUrl = '/inbox'
  if (way === 'credentials') {
    const fields = { csrfToken, callbackUrl, username: 'ada', json: 'true', redirect: 'false' }
    await browser.post('/api/auth/callback/credentials', fields)
  } else if (way === 'provider') {
    const sent = await browser.post('/api/auth/signin/fake', { csrfToken, callbackUrl })
    const answer = await fetch(sent.headers.get('location') ?? '', { redirect: 'manual' })
    const back = new URL(answer.headers.get('location') ?? '')
    await browser.get(back.pathname + back.search)
  } else {
    await browser.post('/api/auth/signin/email', {
      csrfToken,
      callbackUrl,
      email: 'Ada@Example.com',
    })
    const link = links.at(-1)
    if (link === undefined) throw new Error('No mail was sent.')
    const page = await browser.get(link.pathname + link.search)
    // A link signs in there, and leads to a button here.
    if (page.status === 200) {
      const token = await browser.csrfToken()
      const fields = { csrfToken: token, ...Object.fromEntries(link.searchParams) }
      await browser.post(link.pathname, fields)
    }
  }
}

type Note = (name: string, argument: unknown) => void

function optionsOf(
  { way, strategy, hasAdapter, hasCodec = false }: Flow,
  provider: FakeProvider,
  note: Note,
  links: URL[],
): Record<string, unknown> {
  const noted = (name: string, answer: (argument: never) => unknown = () => undefined) => [
    name.split('.').at(-1) ?? '',
    (argument: unknown): unknown => {
      note(name, argument)
      return answer(argument as never)
    },
  ]
  const events = ['signIn', 'signOut', 'createUser', 'updateUser', 'linkAccount', 'session']
  const ways = {
    credentials: {
      id: 'credentials',
      name: 'Password',
      type: 'credentials',
      credentials: { username: {} },
      authorize(credentials: unknown, { method, query, body }: Record<string, unknown>) {
        note('authorize', { credentials, asked: { method, query, body } })
        return { id: '7', name: 'Ada', email: 'ada@example.com', image: '/ada.png', role: 'admin' }
      },
    },
    provider: {
      id: 'fake',
      name: 'Fake',
      type: 'oauth',
      wellKnown: `${provider.issuer}/.well-known/openid-configuration`,
      idToken: true,
      checks: ['pkce', 'state'],
      clientId: 'test',
      clientSecret: 'test secret',
      authorization: { params: { scope: 'openid email profile' } },
      profile(claims: Record<string, unknown>, tokens: unknown) {
        note('profile', { claims, tokens })
        const { sub, name, email } = claims
        return { id: sub, name, email, image: null, role: 'user' }
      },
    },
    email: {
      id: 'email',
      name: 'Email',
      type: 'email',
      from: 'a@b.example',
      server: { host: 'mail.example' },
      maxAge: 86_400,
      options: {},
      sendVerificationRequest(argument: { url: string }) {
        links.push(new URL(argument.url))
        note('sendVerificationRequest', argument)
      },
    },
  }
  return {
    secret,
    providers: [ways[way]],
    session: { strategy },
    ...(hasAdapter ? { adapter: createTables().adapter } : {}),
    ...(hasCodec ? { jwt: codec(note) } : {}),
    callbacks: Object.fromEntries([
      noted('callbacks.signIn', () => true),
      noted('callbacks.redirect', ({ url, baseUrl }: Record<'url' | 'baseUrl', string>) =>
        url.startsWith('/') ? baseUrl + url : url,
      ),
      noted('callbacks.jwt', ({ token, user }: { token: object; user?: { role?: string } }) =>
        user === undefined ? token : { ...token, role: user.role },
      ),
      noted('callbacks.session', ({ session }: { session: unknown }) => session),
    ]) as unknown,
    events: Object.fromEntries(events.map((name) => noted(`events.${name}`))) as unknown,
    logger: { error: () => undefined, warn: () => undefined, debug: () => undefined },
  }
}

/** Sessions as JSON, which nobody would use. */
function codec(note: Note): Record<string, unknown> {
  return {
    encode: async ({ token, maxAge }: { token?: object; maxAge?: number }) => {
      note('jwt.encode', { claims: token, maxAge })
      return Buffer.from(JSON.stringify(token)).toString('base64url')
    },
    decode: async ({ token = '' }: { token?: string }): Promise<unknown> =>
      JSON.parse(Buffer.from(token, 'base64url').toString()),
  }
}

/** In what the calls of both sides differ. Those that one side has more of are at the end of their step. */
export function callDifferences(
  flow: Flow,
  there: readonly Call[],
  here: readonly Call[],
): CallDifference[] {
  const group = (calls: readonly Call[]): Map<string, Call[]> => {
    const groups = new Map<string, Call[]>()
    for (const call of calls) {
      const key = `${call.step} | ${call.name}`
      groups.set(key, [...(groups.get(key) ?? []), call])
    }
    return groups
  }
  const [theirs, ours] = [group(there), group(here)]
  const differences = [...new Set([...theirs.keys(), ...ours.keys()])].flatMap((one) => {
    const [step = '', name = ''] = one.split(' | ')
    const [left, right] = [theirs.get(one) ?? [], ours.get(one) ?? []]
    const count = Math.max(left.length, right.length)
    return Array.from({ length: count }, (_, index) => [left[index], right[index]]).flatMap(
      ([a, b]) => compareCalls({ flow, step, name }, a, b),
    )
  })
  return [...differences, ...orderDifferences(flow, there, here)]
}

function compareCalls(
  what: Pick<CallDifference, 'flow' | 'step' | 'name'>,
  there: Call | undefined,
  here: Call | undefined,
): CallDifference[] {
  if (there === undefined || here === undefined) {
    const seen = (call: Call | undefined): string | undefined => call && 'called'
    return [{ ...what, path: undefined, there: seen(there), here: seen(here) }]
  }
  return [...new Set([...there.values.keys(), ...here.values.keys()])]
    .map((path) => ({
      ...what,
      path,
      there: there.values.get(path),
      here: here.values.get(path),
    }))
    .filter((one) => one.there !== one.here)
}

/** The order of what both sides call equally often in a step. */
function orderDifferences(
  flow: Flow,
  there: readonly Call[],
  here: readonly Call[],
): CallDifference[] {
  const namesIn = (calls: readonly Call[], step: string): string[] =>
    calls.filter((call) => call.step === step).map(({ name }) => name)
  return [...new Set(there.map(({ step }) => step))].flatMap((step) => {
    const [theirs, ours] = [namesIn(there, step), namesIn(here, step)]
    const count = (names: string[], name: string): number =>
      names.filter((one) => one === name).length
    // What NextAuth asks `redirect` about beforehand says nothing of the order.
    const isShared = (name: string): boolean =>
      name !== 'callbacks.redirect' && count(theirs, name) === count(ours, name)
    const [left, right] = [theirs, ours].map((names) => names.filter(isShared).join(', '))
    return left === right
      ? []
      : [{ flow, step, name: 'order', path: undefined, there: left, here: right }]
  })
}
