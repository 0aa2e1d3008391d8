/**
 * O1, S3: nothing that reaches a `Location`, a link or a hidden field leads to another site; with the corpus of
 * redirect targets and mutations of it, at every place where one can be named.
 */
import * as fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type FakeProvider, fakeProvider } from '../../src/testing/fake-provider.ts'
import { createBrowser, origin } from '../support/browser.ts'
import {
  ada,
  type AttackedApplication,
  attackedApplication,
  beginAtProvider,
  browserOf,
  comeBack,
  enter,
  password,
  requestMail,
} from './support/application.ts'
import { expectOurs, judge, redirectCorpus, redirectPieces } from './support/redirect-corpus.ts'

const numRuns = process.env['SOJOURN_FULL'] === '1' ? 100_000 : 10_000
const json = { 'content-type': 'application/json' }

/** What a browser at the application has before it is sent somewhere. */
interface Visitor {
  readonly app: AttackedApplication
  readonly cookies: string
  readonly csrfToken: string
}

/** Names a target at one place, and says what was answered. */
type Place = (visitor: Visitor, target: string) => Promise<Response>

async function visitorOf(app: AttackedApplication): Promise<Visitor> {
  const browser = browserOf(app)
  const csrfToken = await browser.csrfToken()
  const cookies = [...browser.cookies].map((pair) => pair.join('=')).join('; ')
  return { app, cookies, csrfToken }
}

/** As a cookie holds it: of what is no text at all, what is left of it. */
function cookieText(target: string): string {
  return encodeURIComponent(Buffer.from(target).toString())
}

function get(path: string, name = 'callbackUrl'): Place {
  return ({ app, cookies }, target) => {
    const url = new URL(`${origin}/api/auth/${path}`)
    url.searchParams.append(name, target)
    return app.auth.handle(new Request(url, { headers: { cookie: cookies, accept: 'text/html' } }))
  }
}

function getByCookie(path: string): Place {
  return ({ app, cookies }, target) => {
    const cookie = `${cookies}; next-auth.callback-url=${cookieText(target)}`
    return app.auth.handle(new Request(`${origin}/api/auth/${path}`, { headers: { cookie } }))
  }
}

function post(
  path: string,
  fields: Record<string, string>,
  where: 'form' | 'query' | 'cookie' | 'json' | 'json in the query',
): Place {
  return ({ app, cookies, csrfToken }, target) => {
    const url = new URL(`${origin}/api/auth/${path}`)
    const body: Record<string, string> = { csrfToken, ...fields }
    const isJson = where.startsWith('json')
    if (where.endsWith('query')) url.searchParams.append('callbackUrl', target)
    else if (where !== 'cookie') body['callbackUrl'] = target
    const cookie =
      where === 'cookie' ? `${cookies}; next-auth.callback-url=${cookieText(target)}` : cookies
    const init = isJson
      ? { headers: { cookie, ...json }, body: JSON.stringify({ ...body, json: 'true' }) }
      : { headers: { cookie }, body: new URLSearchParams(body) }
    return app.auth.handle(new Request(url, { method: 'POST', ...init }))
  }
}

const entered = { name: 'Ada', password }
const wrong = { name: 'Ada', password: 'wrong' }

const wheres = ['form', 'query', 'cookie', 'json', 'json in the query'] as const

/** Every place that needs one request, by name. */
const places: readonly (readonly [string, Place])[] = [
  ['GET signin, query', get('signin')],
  ['GET signin/link, query', get('signin/link')],
  ['GET signin, cookie', getByCookie('signin')],
  ['GET signin, error', get('signin', 'error')],
  ['GET signin, email', get('signin', 'email')],
  ['GET signout, query', get('signout')],
  ['GET signout, cookie', getByCookie('signout')],
  ['GET error, error', get('error', 'error')],
  ['GET error, callbackUrl', get('error?error=Callback')],
  ['GET error, code', get('error?error=AccessDenied', 'code')],
  ['GET verify-request, query', get('verify-request')],
  ['GET verify-request, provider', get('verify-request', 'provider')],
  ['GET callback of a link', get(`callback/link?token=x&email=${ada}`)],
  ['GET callback of a link, email', get('callback/link?token=x', 'email')],
  ['GET callback of a link, token', get(`callback/link?email=${ada}`, 'token')],
  ['GET callback of a provider, query', get('callback/fake?code=x&state=y')],
  ['GET callback of a provider, state', get('callback/fake?code=x', 'state')],
  ['GET callback of a provider, error', get('callback/fake?state=x', 'error')],
  ['GET csrf, query', get('csrf')],
  ['GET providers, query', get('providers')],
  ['GET session, query', get('session')],
  ['GET unknown', get('unknown')],
  ...wheres.flatMap((where): [string, Place][] => [
    [`POST callback/credentials, ${where}`, post('callback/credentials', entered, where)],
    [`POST callback/credentials, refused, ${where}`, post('callback/credentials', wrong, where)],
    [`POST signin/credentials, ${where}`, post('signin/credentials', {}, where)],
    [`POST signin/link, ${where}`, post('signin/link', { email: ada }, where)],
    [`POST signin/code, ${where}`, post('signin/code', { email: ada }, where)],
    [`POST signin/link, no address, ${where}`, post('signin/link', { email: 'x' }, where)],
    [`POST signin, no token, ${where}`, post('signin/link', { csrfToken: 'x' }, where)],
    [`POST callback/link, bad link, ${where}`, post('callback/link', { token: 'x' }, where)],
    [`POST callback/code, bad code, ${where}`, post('callback/code', { code: '1' }, where)],
    [`POST signout, ${where}`, post('signout', {}, where)],
    [`POST signout, no token, ${where}`, post('signout', { csrfToken: 'x' }, where)],
  ]),
]

/** Of the error page the status is that of the failure that it explains. */
function explains(place: string): boolean {
  return place.startsWith('GET error')
}

async function tryOne([name, place]: readonly [string, Place], visitor: Visitor, target: string) {
  const before = performance.now()
  const response = await place(visitor, target)
  const took = performance.now() - before
  return judge(response, took, { explains: explains(name) })
}

it('the corpus has 119 entries at least, each once', () => {
  const targets = redirectCorpus.map(([, target]) => target)
  expect(new Set(targets).size).toBe(targets.length)
  expect(targets.length).toBeGreaterThanOrEqual(119)
})

describe('O1, S3: a redirect target of the corpus leads to this site or is refused', () => {
  it.each(places)('%s', async (...place) => {
    const visitor = await visitorOf(attackedApplication())
    let followed = 0
    for (const [, target] of redirectCorpus) {
      if ((await tryOne(place, visitor, target)) !== undefined) followed++
    }
    if (place[0].startsWith('POST')) expect(followed).toBeGreaterThan(0)
  })

  it.each(places)('%s, with pages of the application', async (...place) => {
    const pages = {
      signIn: '/own/signin',
      signOut: '/own/signout',
      error: '/own/error',
      verifyRequest: '/own/verify',
      newUser: '/own/welcome',
    }
    const visitor = await visitorOf(attackedApplication({ pages }))
    for (const [, target] of redirectCorpus) await tryOne(place, visitor, target)
  })
})

describe('O1: a target that was named at the beginning of a flow', () => {
  let provider: FakeProvider

  beforeAll(async () => {
    provider = await fakeProvider()
  })
  afterAll(() => provider.close())

  it.each(['form', 'query', 'cookie'] as const)(
    'leads to this site at the end of a sign-in at a provider (%s)',
    async (where) => {
      const app = attackedApplication({ provider, pages: { newUser: '/own/welcome' } })
      let ends = 0
      for (const [, target] of redirectCorpus) {
        const browser = browserOf(app)
        if (where === 'cookie') {
          browser.cookies.set('next-auth.callback-url', cookieText(target))
        }
        const fields = where === 'form' ? { callbackUrl: target } : {}
        const query =
          where === 'query' ? `?${new URLSearchParams({ callbackUrl: target }).toString()}` : ''
        const csrfToken = await browser.csrfToken()
        const begun = await browser.post(`/api/auth/signin/fake${query}`, { csrfToken, ...fields })
        expect(begun.status).toBeLessThan(500)
        const location = begun.headers.get('location')
        if (location === null) continue
        expect(new URL(location).origin).toBe(provider.issuer)
        expect(new URL(location).searchParams.get('redirect_uri')).toBe(
          `${origin}/api/auth/callback/fake`,
        )
        const back = await fetch(location, { redirect: 'manual' })
        const answer = await comeBack(browser, new URL(back.headers.get('location') ?? ''))
        expect(answer.status).toBe(302)
        expectOurs(answer.headers.get('location') ?? '')
        ends++
      }
      expect(ends).toBeGreaterThan(100)
    },
  )

  it('leads to this site in a mailed link, on its page and after it', async () => {
    const app = attackedApplication({ pages: { newUser: '/own/welcome' } })
    let ends = 0
    for (const [index, [, target]] of redirectCorpus.entries()) {
      const browser = browserOf(app)
      const message = await requestMail(app, browser, 'link', `person${index}@example.com`, {
        callbackUrl: target,
      }).catch(() => undefined)
      if (message === undefined) continue
      expectOurs(message.url)
      const link = new URL(message.url)
      // Also what somebody wrote into the link afterwards.
      link.searchParams.set('callbackUrl', target)
      const page = await browser.get(link.pathname + link.search)
      const html = await page.clone().text()
      await judge(page, 0)
      const field = /name="callbackUrl" value="([^"]*)"/.exec(html)?.[1] ?? ''
      expectOurs(field.replaceAll('&amp;', '&'))
      const answer = await browser.post('/api/auth/callback/link', {
        csrfToken: await browser.csrfToken(),
        token: link.searchParams.get('token'),
        email: link.searchParams.get('email'),
        callbackUrl: target,
      })
      expect(answer.status).toBe(302)
      await judge(answer, 0)
      ends++
    }
    expect(ends).toBeGreaterThan(100)
  })

  it('leads to this site after a mailed code', async () => {
    const app = attackedApplication()
    let ends = 0
    for (const [index, [, target]] of redirectCorpus.entries()) {
      const browser = browserOf(app)
      const message = await requestMail(app, browser, 'code', `person${index}@example.com`, {
        callbackUrl: target,
      }).catch(() => undefined)
      if (message === undefined) continue
      expectOurs(message.url)
      const answer = await browser.post('/api/auth/callback/code', {
        csrfToken: await browser.csrfToken(),
        code: message.token,
      })
      expectOurs(answer.headers.get('location') ?? '')
      expect(await browser.session()).toHaveProperty('user')
      ends++
    }
    expect(ends).toBeGreaterThan(100)
  })
})

describe('a redirect callback', () => {
  it('O1: that returns something hostile sends nobody to what is no web page, and breaks no answer', async () => {
    for (const [kind, target] of redirectCorpus) {
      const app = attackedApplication({ callbacks: { redirect: () => target } })
      const visitor = await visitorOf(app)
      for (const [name, place] of places.filter((_, index) => index % 7 === 0)) {
        const response = await place(visitor, '/inbox')
        if (!explains(name)) expect(response.status, `${kind} ${target}`).toBeLessThan(500)
        const location = response.headers.get('location')
        if (location === null) continue
        expect(location).not.toMatch(/[\r\n\0]/)
        expect(new URL(location).protocol).toMatch(/^https?:$/)
      }
    }
  })

  it.each<[string, (to: { url: string; baseUrl: string }) => string]>([
    [
      'as NextAuth documents it',
      ({ url, baseUrl }) => {
        if (url.startsWith('/')) return `${baseUrl}${url}`
        if (new URL(url).origin === baseUrl) return url
        return baseUrl
      },
    ],
    [
      'that believes what begins with a slash',
      ({ url, baseUrl }) => (url.startsWith('/') ? url : baseUrl),
    ],
  ])('%s keeps people on this site, and answers below 500', async (_, redirect) => {
    const failed: string[] = []
    const visitor = await visitorOf(attackedApplication({ callbacks: { redirect } }))
    for (const place of places) {
      for (const [, target] of redirectCorpus) {
        await tryOne(place, visitor, target).catch(() => {
          failed.push(`${place[0]}: ${JSON.stringify(target.slice(0, 60))}`)
        })
      }
    }
    expect(failed).toEqual([])
  })
})

describe(`S3: ${numRuns} mutations`, { timeout: 10 * 60_000 }, () => {
  const target = fc.oneof(
    fc.constantFrom(...redirectCorpus.map(([, text]) => text).filter((text) => text.length < 500)),
    fc
      .array(
        fc.oneof(
          { weight: 4, arbitrary: fc.constantFrom(...redirectPieces) },
          { weight: 1, arbitrary: fc.string({ maxLength: 8, unit: 'binary' }) },
        ),
        { maxLength: 9 },
      )
      .map((pieces) => pieces.join('')),
  )

  it('lead to this site or are refused, at every place', async () => {
    const apps = [
      await visitorOf(attackedApplication()),
      await visitorOf(
        attackedApplication({ pages: { signIn: '/own/signin', newUser: '/own/new' } }),
      ),
    ]
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...places),
        fc.nat(apps.length - 1),
        target,
        async (place, index, text) => {
          const visitor = apps[index]
          if (visitor !== undefined) await tryOne(place, visitor, text)
        },
      ),
      { numRuns },
    )
  })
})

it('O1: an address without a port is not that of a host which begins or ends like it', async () => {
  const home = 'https://app.example.com'
  for (const target of [
    `${home}.evil.example/`,
    `${home}evil.example`,
    `${home}:8443/`,
    `${home}@evil.example`,
    `${home}%2eevil.example`,
    `${home}。evil.example`,
    'https://evil-app.example.com',
    'https://x.app.example.com',
    'https://example.com',
    'http://app.example.com',
    'https://app.example.com.',
    '//app.example.com.evil.example',
    '/\\app.example.com.evil.example',
  ]) {
    const browser = createBrowser(attackedApplication({ url: home }).auth, home)
    const csrfToken = await browser.csrfToken()
    const query = new URLSearchParams({ callbackUrl: target }).toString()
    const answers = await Promise.all([
      browser.post('/api/auth/signout', { csrfToken, callbackUrl: target }),
      browser.post(`/api/auth/signout?${query}`, { csrfToken, json: 'true' }),
      enter(browser, 'Ada', { callbackUrl: target }),
    ])
    for (const answer of answers) {
      expect(answer.status).toBeLessThan(500)
      const { url = null } =
        answer.status === 200 ? ((await answer.json()) as { url?: string }) : {}
      const location = answer.headers.get('location') ?? url
      if (location !== null) expect(new URL(location).origin, target).toBe(home)
    }
  }
})

it('O1: the judge knows a hostile answer when it sees one', async () => {
  const hostile = [
    new Response(null, { status: 302, headers: { location: '//evil.example' } }),
    new Response(null, { status: 302, headers: { location: '/\\evil.example' } }),
    new Response(null, { status: 302, headers: { location: 'javascript:alert(1)' } }),
    new Response('<input type="hidden" name="callbackUrl" value="//evil.example" />'),
    new Response('<a href="https:evil.example">'),
    Response.json({ url: 'https://evil.example' }),
    Response.json({ url: `${origin}/api/auth/signin?callbackUrl=//evil.example` }),
    new Response(null, { status: 500 }),
  ]
  for (const response of hostile) await expect(judge(response, 0)).rejects.toThrow()
  await expect(judge(new Response(null), 2000)).rejects.toThrow()
})

describe('L1: who is signed in', () => {
  it('signs out and stays on this site, whatever the way back says', async () => {
    const app = attackedApplication()
    for (const [, callbackUrl] of redirectCorpus) {
      const browser = createBrowser(app.auth)
      await enter(browser)
      const csrfToken = await browser.csrfToken()
      const answer = await browser.post('/api/auth/signout', { csrfToken, callbackUrl })
      expect(answer.status).toBeLessThan(500)
      await judge(answer, 0)
    }
  })

  it('comes back from the provider to this site', async () => {
    const provider = await fakeProvider()
    const app = attackedApplication({ provider })
    const browser = browserOf(app)
    const callback = await beginAtProvider(browser, { callbackUrl: '//evil.example' })
    expectOurs((await comeBack(browser, callback)).headers.get('location') ?? '')
    await provider.close()
  })
})
