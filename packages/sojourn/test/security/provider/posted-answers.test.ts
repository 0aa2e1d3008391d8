/**
 * Answers that a provider has the browser post across sites, as Apple does: without the cookies that only go
 * along within a site.
 *
 * @module
 */
import { expect, it } from 'vitest'
import { type Auth, createAuth } from '../../../src/server/index.ts'
import { memoryStorage } from '../../../src/storage/memory.ts'
import { createBrowser, sessionCookies, type TestBrowser } from '../../support/browser.ts'
import { type MaliciousIssuer, useMaliciousProvider } from '../../support/malicious-provider.ts'
import { secret } from '../../support/test-auth.ts'
import { begin } from './begin.ts'
import { having } from './cases.ts'

const provider = useMaliciousProvider()

const origin = 'https://app.example.com'

/** A browser that heeds `SameSite`. */
interface CarefulBrowser extends TestBrowser {
  /** Posts a form from another site, at top level: a browser then sends `SameSite=None` only. */
  readonly postAcrossSites: (path: string, fields: URLSearchParams) => Promise<Response>
}

interface World {
  readonly browser: CarefulBrowser
  readonly storage: ReturnType<typeof memoryStorage>
  readonly usual: MaliciousIssuer
  readonly posting: MaliciousIssuer
}

function start(strategy: 'jwt' | 'database' = 'database'): World {
  const storage = memoryStorage()
  const [usual, posting] = [provider.issue(), provider.issue()]
  const shared = { type: 'oidc', clientId: 'client' } as const
  const authorization = { params: { response_mode: 'form_post' } }
  const auth = createAuth({
    secret,
    url: origin,
    adapter: storage,
    session: { strategy },
    logger: { error: () => undefined, warn: () => undefined },
    providers: [
      { id: 'one', name: 'One', issuer: usual.issuer, ...shared },
      { id: 'two', name: 'Two', issuer: posting.issuer, authorization, ...shared },
    ],
  })
  return { browser: createCarefulBrowser(auth), storage, usual, posting }
}

function createCarefulBrowser(auth: Auth): CarefulBrowser {
  const crossSite = new Set<string>()
  const handle: Auth['handle'] = async (request) => {
    const response = await auth.handle(request)
    for (const line of response.headers.getSetCookie()) {
      const name = line.slice(0, line.indexOf('='))
      if (/; Secure/.test(line) && /; SameSite=None/.test(line)) crossSite.add(name)
      else crossSite.delete(name)
    }
    return response
  }
  const browser = createBrowser({ handle }, origin)
  return {
    ...browser,
    async postAcrossSites(path, fields) {
      const cookies = [...browser.cookies].filter(([name]) => crossSite.has(name))
      const headers = {
        cookie: cookies.map((pair) => pair.join('=')).join('; '),
        origin: 'https://provider.example',
        'sec-fetch-site': 'cross-site',
      }
      const request = new Request(origin + path, { method: 'POST', headers, body: fields })
      const response = await handle(request)
      browser.receive(response)
      return response
    },
  }
}

async function signInAsUsual({ browser, usual }: World, name: string): Promise<void> {
  usual.misbehave({ claims: having({ sub: name, name, email: `${name}@example.com` }) })
  const back = await begin(browser, usual)
  await browser.get(back.pathname + back.search)
}

/** Where a posted form leads, which is our own callback. */
async function post(
  browser: CarefulBrowser,
  back: URL,
  more: Record<string, string> = {},
): Promise<string> {
  const fields = new URLSearchParams(back.searchParams)
  for (const [name, value] of Object.entries(more)) fields.set(name, value)
  const response = await browser.postAcrossSites(back.pathname, fields)
  expect(response.status).toBe(302)
  const location = new URL(response.headers.get('location') ?? '')
  expect(location.origin + location.pathname).toBe(origin + back.pathname)
  return location.pathname + location.search
}

it('links the account to who is signed in', async () => {
  const world = start()
  const { browser, storage, posting } = world
  await signInAsUsual(world, 'ada')
  posting.misbehave({ claims: having({ sub: 'relay', email: 'relay@apple.example' }) })
  const back = await begin(browser, posting, 'two')
  const response = await browser.get(await post(browser, back))
  expect(response.headers.get('location')).toBe(`${origin}/account`)
  const [one, two] = await Promise.all([
    storage.readUserByAccount('one', 'ada'),
    storage.readUserByAccount('two', 'relay'),
  ])
  expect(one).not.toBeNull()
  expect(two?.id).toBe(one?.id)
})

it('ends the session that the browser had', async () => {
  const world = start()
  const { browser, usual, posting } = world
  posting.misbehave({ claims: having({ sub: 'ada', email: 'ada@example.com' }) })
  const first = await begin(browser, posting, 'two')
  await browser.get(await post(browser, first))
  const old = new Map(browser.cookies)
  expect(await browser.session()).toMatchObject({ user: { email: 'ada@example.com' } })
  const again = await begin(browser, posting, 'two')
  await browser.get(await post(browser, again))
  expect(await browser.session()).toMatchObject({ user: { email: 'ada@example.com' } })
  expect(usual.requests).toEqual([])
  for (const [name, value] of old) browser.cookies.set(name, value)
  expect(await browser.session()).toEqual({})
})

it.each(['jwt', 'database'] as const)(
  'five forms at once land signed in, with one session (%s)',
  async (strategy) => {
    const { browser, posting } = start(strategy)
    const back = await begin(browser, posting, 'two')
    const ways = await Promise.all(Array.from({ length: 5 }, async () => post(browser, back)))
    const requests = ways.map((way) => browser.request(way))
    const answers = await Promise.all(requests.map(async (request) => browser.get(request.url)))
    expect(answers.map((answer) => answer.headers.get('location'))).toEqual(
      Array(5).fill(`${origin}/account`),
    )
    expect(new Set(answers.flatMap(sessionCookies)).size).toBe(1)
    expect(posting.forms).toHaveLength(1)
    // And one that is posted when all is done.
    const late = await browser.get(await post(browser, back))
    expect(late.headers.get('location')).toBe(`${origin}/account`)
    expect(posting.forms).toHaveLength(1)
  },
)

it('no second answer is used, nor one in another browser', async () => {
  const { browser, posting } = start()
  const back = await begin(browser, posting, 'two')
  const way = await post(browser, back)
  const stranger = start()
  for (const where of [stranger.browser, createBrowserLike(browser)]) {
    const refused = await where.get(way)
    expect(refused.headers.get('location')).toContain('code=transaction_missing')
    expect(sessionCookies(refused)).toEqual([])
  }
  const kept = new Map(browser.cookies)
  const first = await browser.get(way)
  // With another code, and the cookies of before.
  for (const [name, value] of kept)
    if (name.includes('transaction')) browser.cookies.set(name, value)
  const other = await browser.get(await post(browser, back, { code: 'another' }))
  expect(sessionCookies(other)).toEqual(sessionCookies(first))
  expect(posting.forms).toHaveLength(1)
})

it('neither the code nor the name stands in the address, and what was changed there is nothing', async () => {
  const { browser, posting } = start()
  const back = await begin(browser, posting, 'two')
  const way = await post(browser, back, { user: '{"name":{"firstName":"Grace"}}' })
  for (const hidden of [back.searchParams.get('code'), back.searchParams.get('state'), 'Grace']) {
    expect(decodeURIComponent(way)).not.toContain(hidden)
  }
  const changed = way.replace(/.(?=.{20}$)/, (letter) => (letter === 'A' ? 'B' : 'A'))
  const refused = await browser.get(changed)
  expect(refused.headers.get('location')).toContain('code=transaction_missing')
  const crossed = await browser.get(way.replace('/callback/two', '/callback/one'))
  expect(crossed.headers.get('location')).toContain('code=transaction_missing')
  const response = await browser.get(way)
  expect(response.headers.get('location')).toBe(`${origin}/account`)
})

it('an answer of no use as an address is refused', async () => {
  const { browser, posting } = start()
  const back = await begin(browser, posting, 'two')
  const fields = new URLSearchParams(back.searchParams)
  fields.set('user', 'x'.repeat(10_000))
  expect((await browser.postAcrossSites(back.pathname, fields)).status).toBe(413)
})

function createBrowserLike({ cookies }: TestBrowser): TestBrowser {
  const other = start().browser
  for (const [name, value] of cookies) {
    if (!name.includes('transaction')) other.cookies.set(name, value)
  }
  return other
}
