/**
 * What can be observed of an answer: each thing under a name, as text, so that two answers can be laid side by
 * side. What is random in every answer is masked, and what can be opened is opened.
 *
 * @module
 */
import { decode } from 'next-auth/jwt'
import { createHash } from 'node:crypto'

/** Everything observed, by name. */
export type Observation = ReadonlyMap<string, string>

/** What is known of the application whose answer it is. */
export interface Vantage {
  /** Address of the request. */
  readonly url: string
  readonly secret: string
  /** The token that the browser has already; undefined if none that counts. */
  readonly csrfToken: string | undefined
  /** Name of the session cookie. */
  readonly sessionCookie: string
}

/** In an address: random in each answer. */
const randomParams = new Set(['state', 'nonce', 'code_challenge', 'token', 'code_verifier'])

/** Addresses in parameters. */
const addressParams = new Set(['callbackUrl', 'redirect_uri'])

/** Observes an answer. Reads its body. */
export async function observe(response: Response, vantage: Vantage): Promise<Observation> {
  const seen = new Map<string, string>([['status', String(response.status)]])
  const location = response.headers.get('location')
  if (location !== null) observeDestination(seen, 'redirect', location, vantage)
  await observeBody(seen, response, vantage)
  await observeCookies(seen, response, vantage)
  const caching = ['cache-control', 'pragma', 'expires'].map((name) => response.headers.get(name))
  seen.set('caching', caching.join(' | '))
  return seen
}

/** The same address in the same letters: `http://x` is `http://x/`. */
export function canonical(url: string, base: string): string {
  return URL.parse(url, base)?.href ?? `no URL: ${url}`
}

function observeDestination(
  seen: Map<string, string>,
  by: 'redirect' | 'json',
  to: string,
  { url }: Vantage,
): void {
  seen.set('leads by', by)
  const target = URL.parse(to, url)
  if (target === null) {
    seen.set('leads to', `no URL: ${to}`)
    return
  }
  const isForeign = target.origin !== new URL(url).origin
  const names = [...new Set(target.searchParams.keys())]
  for (const name of names) {
    const values = target.searchParams.getAll(name)
    const isRandom = randomParams.has(name) && (isForeign || name === 'token')
    const shown = values.map((value) => {
      if (isRandom) return '(random)'
      return addressParams.has(name) ? canonical(value, url) : value
    })
    seen.set(`leads with ${name}`, shown.join(' & '))
  }
  target.search = ''
  seen.set('leads to', target.href)
}

async function observeBody(
  seen: Map<string, string>,
  response: Response,
  vantage: Vantage,
): Promise<void> {
  const text = await response.text()
  // Without its charset: what is JSON or a page is UTF-8, said or not.
  const type = response.headers.get('content-type')?.split(';', 1)[0] ?? 'none'
  seen.set('content', text === '' ? 'none' : type)
  if (type === 'text/html') {
    for (const [name, value] of formsOf(text, vantage)) seen.set(name, value)
    return
  }
  if (type !== 'application/json') {
    if (text !== '') seen.set('text', text)
    return
  }
  const body = JSON.parse(text) as Record<string, unknown> | null
  const { url, ...more } = body ?? {}
  if (typeof url === 'string') {
    observeDestination(seen, 'json', url, vantage)
    for (const name of Object.keys(more)) seen.set(`json ${name}`, JSON.stringify(more[name]))
    return
  }
  if (body === null || Object.keys(body).length === 0) seen.set('json', JSON.stringify(body))
  for (const [name, value] of Object.entries(body ?? {})) {
    const isToken = name === 'csrfToken'
    seen.set(`json ${name}`, isToken ? tokenName(String(value), vantage) : stable(value))
  }
}

/** The forms of a page: where each leads, how, and what its fields are called. */
function formsOf(page: string, vantage: Vantage): [string, string][] {
  const found: [string, string][] = []
  for (const [, attributes = '', content = ''] of page.matchAll(/<form\b([^>]*)>(.*?)<\/form>/gs)) {
    const name = `form ${canonical(attribute(attributes, 'action') ?? '', vantage.url)}`
    found.push([name, (attribute(attributes, 'method') ?? 'get').toUpperCase()])
    for (const [, input = ''] of content.matchAll(/<input\b([^>]*)>/gs)) {
      const field = attribute(input, 'name') ?? ''
      const value = attribute(input, 'value') ?? ''
      const type = attribute(input, 'type') ?? 'text'
      if (field === 'csrfToken') {
        found.push([`${name} field csrfToken`, tokenName(value, vantage)])
      } else if (field === 'callbackUrl') {
        found.push([`${name} field callbackUrl`, canonical(value, vantage.url)])
      } else {
        found.push([`${name} field ${field}`, `${type} ${value}`])
      }
    }
  }
  return found
}

function tokenName(token: string, { csrfToken }: Vantage): string {
  if (token === csrfToken) return "the browser's token"
  return /^[\da-f]{64}$/.test(token) ? 'a new token' : `no token: ${token}`
}

function attribute(attributes: string, name: string): string | undefined {
  const value = new RegExp(`\\b${name}="([^"]*)"`).exec(attributes)?.[1]
  return value
    ?.replaceAll('&quot;', '"')
    .replaceAll('&#39;', "'")
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&')
}

/** A cookie that an answer sets. */
export interface SetCookie {
  readonly name: string
  readonly value: string
  readonly isRemoval: boolean
  readonly attributes: string
}

/** The cookies that an answer leaves in a browser: of several of one name the last. */
export function setCookiesOf(response: Response): SetCookie[] {
  const byName = new Map<string, SetCookie>()
  for (const line of response.headers.getSetCookie()) {
    const [pair = '', ...rest] = line.split('; ')
    const name = pair.slice(0, pair.indexOf('='))
    const attributes = rest.toSorted()
    const isRemoval = attributes.includes('Max-Age=0')
    byName.set(name, {
      name,
      value: pair.slice(name.length + 1),
      isRemoval,
      attributes: attributes.join('; '),
    })
  }
  return [...byName.values()]
}

async function observeCookies(
  seen: Map<string, string>,
  response: Response,
  vantage: Vantage,
): Promise<void> {
  const cookies = setCookiesOf(response)
  for (const { name, value, isRemoval, attributes } of cookies) {
    seen.set(`cookie ${nameOf(name)}`, isRemoval ? 'removed' : valueOf(name, value, vantage))
    seen.set(`cookie ${nameOf(name)} attributes`, attributes)
  }
  const { sessionCookie, secret } = vantage
  const session = cookies
    .filter(({ name, isRemoval }) => name.startsWith(sessionCookie) && !isRemoval)
    .toSorted((a, b) => chunkIndex(a.name) - chunkIndex(b.name))
    .map(({ value }) => value)
    .join('')
  if (session === '') return
  const claims = await decode({ token: session, secret }).catch(() => null)
  seen.set('session', claims === null ? 'nothing that opens' : stable(withoutOurs(claims)))
}

function chunkIndex(name: string): number {
  return Number(/\.(\d+)$/.exec(name)?.[1] ?? 0)
}

/** A sign-in in progress has a cookie of its own here, with its id in its name. */
function nameOf(name: string): string {
  return name.replace(/(sojourn\.transaction\.).*/, '$1…')
}

function valueOf(name: string, value: string, { url, secret }: Vantage): string {
  const decoded = decodeURIComponent(value)
  if (name.endsWith('callback-url')) return canonical(decoded, url)
  if (name.endsWith('csrf-token')) {
    const [token = '', digest] = decoded.split('|')
    const isOurs =
      createHash('sha256')
        .update(token + secret)
        .digest('hex') === digest
    return isOurs && /^[\da-f]{64}$/.test(token) ? 'a new token' : `not a token: ${decoded}`
  }
  return 'set'
}

/** Claims without what is random in each, and what the engine keeps for itself. */
function withoutOurs(claims: object): object {
  return Object.fromEntries(
    Object.entries(claims).filter(([name]) => !['jti', 'sojourn.session'].includes(name)),
  )
}

/** JSON whose members are in the order of their names. */
function stable(value: unknown): string {
  return JSON.stringify(value, (_, member: unknown) =>
    typeof member === 'object' && member !== null && !Array.isArray(member)
      ? Object.fromEntries(Object.entries(member).toSorted(([a], [b]) => (a < b ? -1 : 1)))
      : member,
  )
}
