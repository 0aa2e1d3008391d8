/**
 * Requests that nobody thought of: each part from a grammar of what browsers, clients and strangers send.
 *
 * @module
 */
import * as fc from 'fast-check'
import { type Application, csrfCookie, csrfToken } from './applications.ts'
import type { Asked } from './exchange.ts'
import { callbackUrls } from './requests.ts'

type Pair = [string, string]

const actions = [
  'session',
  'csrf',
  'providers',
  'signin',
  'signout',
  'callback',
  'error',
  'verify-request',
  '_log',
  'nonsense',
]

const providers = ['credentials', 'pin', 'plain', 'down', 'nope', 'caf%C3%A9', 'constructor']

/** A path below the base path. */
const path = fc
  .tuple(
    fc.constantFrom(...actions),
    fc.option(fc.constantFrom(...providers, 'AccessDenied', 'OAuthSignin'), { nil: undefined }),
    fc.option(fc.constantFrom('more', ''), { nil: undefined, freq: 12 }),
  )
  .map((segments) => `/${segments.filter((segment) => segment !== undefined).join('/')}`)
  // What people use comes more often than what nobody does.
  .chain((any) =>
    fc.constantFrom(
      any,
      any,
      '/signin',
      '/callback/credentials',
      '/signin/plain',
      '/signout',
      '/session',
    ),
  )

/** Where to go afterwards: what is meant, what is meant badly, and what is neither. */
function callbackUrl(origin: string): fc.Arbitrary<string> {
  const known = Object.values(callbackUrls).map((url) => url.replaceAll('{origin}', origin))
  const piece = fc.constantFrom(
    '/',
    '//',
    '\\',
    '.',
    '..',
    '@',
    ':',
    '?',
    '#',
    '%2F',
    '%00',
    'a',
    'evil.example',
    ' ',
    '\t',
    '€',
    'https:',
    origin,
  )
  return fc.oneof(
    fc.constantFrom(...known),
    fc.array(piece, { maxLength: 6 }).map((pieces) => pieces.join('')),
    fc.webUrl({ withQueryParameters: true, withFragments: true }),
    fc.webPath().map((rest) => `/${rest}`),
    fc.string({ maxLength: 12 }),
  )
}

const errorName = fc.oneof(
  fc.constantFrom(
    'AccessDenied',
    'CredentialsSignin',
    'Configuration',
    'OAuthAccountNotLinked',
    'SessionRequired',
    'Verification',
    'verification',
    'Callback',
    'Signin',
    'undefined',
    '',
  ),
  fc.string({ maxLength: 10 }),
)

/** A parameter or a field that means something, or nothing. */
function pair(origin: string): fc.Arbitrary<Pair> {
  const of = (name: string, value: fc.Arbitrary<string>): fc.Arbitrary<Pair> =>
    fc.tuple(fc.constant(name), value)
  return fc.oneof(
    { weight: 4, arbitrary: of('callbackUrl', callbackUrl(origin)) },
    of('error', errorName),
    of('json', fc.constantFrom('true', 'true', 'true', 'false', '', 'TRUE', '1')),
    of(
      'password',
      fc.constantFrom('right', 'right', 'wrong', 'locked', 'broken', 'typed', 'nameless'),
    ),
    of('username', fc.string()),
    of('pin', fc.constantFrom('1234', '')),
    of('email', fc.constantFrom('ada@example.com', '"><script>')),
    of('csrfToken', fc.constantFrom(csrfToken, 'x')),
    of('csrf', fc.constant('true')),
    of('data', fc.string()),
    of('state', fc.string()),
    of('code', fc.constantFrom('x', 'csrf_mismatch', 'access_denied')),
    of('scope', fc.constantFrom('read', 'openid')),
    of('redirect_uri', fc.constant('https://evil.example/')),
    fc.tuple(fc.constantFrom('__proto__', 'toString', 'nextauth', ''), fc.string()),
  )
}

/**
 * A request.
 *
 * @param sessions What may stand in session cookies.
 */
export function arbitraryRequest(
  { origin, cookies }: Application,
  sessions: readonly (readonly (readonly [string, string])[])[],
): fc.Arbitrary<Asked> {
  const pairs = (maxLength: number): fc.Arbitrary<Pair[]> => fc.array(pair(origin), { maxLength })
  const token = fc.constantFrom<Pair[]>([['csrfToken', csrfToken]], [['csrfToken', csrfToken]], [])
  const csrf = fc.constantFrom<Pair[]>(
    ...Array.from({ length: 6 }, (): Pair[] => [[cookies.csrf, csrfCookie]]),
    [],
    [[cookies.csrf, `${csrfToken}|0`]],
    [[cookies.csrf, '|']],
  )
  const known = fc.option(callbackUrl(origin), { nil: undefined, freq: 2 })
  const session = fc.constantFrom(...sessions)
  const foreign = fc.constantFrom<Pair[]>([], [], [['theme', 'dark']], [['a b', 'c']], [['x', '%']])
  return fc
    .record({
      method: fc.constantFrom('GET', 'GET', 'GET', 'POST', 'POST', 'POST', 'POST', 'PUT', 'DELETE'),
      path,
      query: pairs(3),
      token,
      fields: pairs(5),
      isJson: fc.constantFrom(false, false, true),
      csrf,
      known,
      session,
      foreign,
      headers: fc.constantFrom<Record<string, string>>(
        {},
        {},
        { accept: 'text/html' },
        { accept: 'application/json', origin: 'https://evil.example' },
        { 'x-auth-return-redirect': '1' },
        { referer: 'https://evil.example/' },
      ),
    })
    .map(({ token, csrf, known, session, foreign, ...asked }) => ({
      ...asked,
      fields: asked.method === 'GET' ? undefined : [...token, ...asked.fields],
      cookies: [
        ...csrf,
        ...(known === undefined ? [] : [[cookies.callbackUrl, known] as const]),
        ...session,
        ...foreign,
      ],
    }))
}
