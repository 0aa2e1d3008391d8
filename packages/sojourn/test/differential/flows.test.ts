/**
 * Sign-ins from their beginning to their end, on both sides: through a provider that runs, and by mail.
 */
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { type FakeProvider, fakeProvider } from '../../src/testing/index.ts'
import {
  type Application,
  type ApplicationName,
  buildApplication,
  type Mail,
  runningProvider,
  startOfTime,
} from './applications.ts'
import { type Browsers, openBrowsers, type Step } from './browsers.ts'
import type { Comparison } from './compare.ts'

let provider: FakeProvider

beforeAll(async () => {
  vi.useFakeTimers({ toFake: ['Date'], now: startOfTime })
  provider = await fakeProvider({ clientSecret: 'test secret' })
})

afterAll(async () => {
  await provider.close()
  vi.useRealTimers()
})

const ada = { sub: 'ada', name: 'Ada Lovelace', email: 'ada@example.com' }

/** Checks that nothing differs but what is named. */
function differBy({ known, unknown }: Comparison, ...ids: string[]): void {
  expect(unknown).toEqual([])
  expect(known).toEqual(['uncached', ...ids].toSorted())
}

/** Checks a read of a session, which is never cached on either side. */
function readDiffersBy({ known, unknown }: Comparison, ...ids: string[]): void {
  expect(unknown).toEqual([])
  expect(known).toEqual(ids)
}

/** What the provider sends back to each side. */
async function atProvider({ answers }: Comparison): Promise<{ there: Step; here: Step }> {
  const follow = async (answer: Response): Promise<Step> => {
    const sent = await fetch(answer.headers.get('location') ?? '', { redirect: 'manual' })
    const back = new URL(sent.headers.get('location') ?? '')
    return { path: '/callback/fake', query: [...back.searchParams] }
  }
  return { there: await follow(answers.there), here: await follow(answers.here) }
}

/** Both sides of an application with the provider, and their browsers. */
async function open(
  name: ApplicationName,
): Promise<{ application: Application; browsers: Browsers }> {
  const application = await buildApplication(name, [runningProvider(provider.issuer)])
  return { application, browsers: openBrowsers(application) }
}

async function begin(browsers: Browsers, fields: Step['fields'] = []): Promise<Comparison> {
  return browsers.send({
    method: 'POST',
    path: '/signin/fake',
    fields: [['callbackUrl', '/inbox'], ...fields],
  })
}

const afterSignIn = ['callback-once', 'one-transaction']
const atSignIn = ['one-transaction', 'pkce-and-nonce']

describe.each([
  'plain',
  'own pages',
  'https',
  'base path',
  'roles',
  'leads to one page',
  'email',
  'email, own pages',
  'database',
] as const)('a sign-in through a provider: %s', (name) => {
  const isStored = name === 'database'
  const atRead = isStored ? ['stored-session-cookie'] : ['sealed-anew']

  it('leads there, back, and to a session that ends by signing out', async () => {
    provider.signInAs(ada)
    const { browsers } = await open(name)
    const begun = await begin(browsers)
    differBy(begun, ...atSignIn)
    differBy(await browsers.send(await atProvider(begun)), ...afterSignIn)
    readDiffersBy(await browsers.send({ path: '/session' }), ...atRead)
    vi.setSystemTime(startOfTime + 3_600_000)
    const later = await browsers.send({ path: '/session' })
    readDiffersBy(later, ...(isStored ? atRead : []))
    vi.setSystemTime(startOfTime)
    const out = await browsers.send({ method: 'POST', path: '/signout' })
    expect(out.unknown).toEqual([])
    readDiffersBy(await browsers.send({ path: '/session' }))
  })

  it('is refused by the provider', async () => {
    const { browsers } = await open(name)
    const begun = await begin(browsers)
    provider.refuse('access_denied')
    differBy(await browsers.send(await atProvider(begun)), 'failure-at-sign-in', 'one-transaction')
    readDiffersBy(await browsers.send({ path: '/session' }))
    provider.signInAs(ada)
  })

  it('comes back with a wrong state, and without a cookie', async () => {
    const { browsers } = await open(name)
    const back = await atProvider(await begin(browsers))
    const wrong = (step: Step): Step => ({
      ...step,
      query: (step.query ?? []).map(([key, value]) => [key, key === 'state' ? 'x' : value]),
    })
    const answer = await browsers.send({ there: wrong(back.there), here: wrong(back.here) })
    differBy(answer, 'failure-at-sign-in', 'one-transaction')
    browsers.jars.there.clear()
    browsers.jars.here.clear()
    const lost = await browsers.send(back)
    expect(lost.unknown).toEqual([])
    expect(lost.known).toContain('failure-at-sign-in')
  })

  it('is told as JSON where to go', async () => {
    const { browsers } = await open(name)
    differBy(await begin(browsers, [['json', 'true']]), ...atSignIn)
  })
})

describe('a session that the database does not know any more', () => {
  it('signs nobody in, and leaves its cookie here', async () => {
    const { application, browsers } = await open('database')
    const { session } = application.cookies
    browsers.jars.there.set(session, 'a-token-of-yesterday')
    browsers.jars.here.set(session, 'a-token-of-yesterday')
    readDiffersBy(
      await browsers.send({ path: '/session' }),
      'cookies-when-needed',
      'unknown-session-cookie',
    )
    expect(browsers.jars.there.has(session)).toBe(false)
    expect(browsers.jars.here.has(session)).toBe(true)
    browsers.jars.there.set(session, 'a-token-of-yesterday')
    const out = await browsers.send({ method: 'POST', path: '/signout' })
    expect(out.unknown).toEqual([])
    expect(browsers.jars.here.has(session)).toBe(false)
  })
})

describe('a provider’s person with an address that is known', () => {
  it('is not linked to whom it belongs', async () => {
    provider.signInAs(ada)
    const { application, browsers } = await open('database')
    for (const { tables } of [application.there, application.here]) {
      await tables.adapter['createUser']?.({ name: 'Ada', email: ada.email } as never)
    }
    const answer = await browsers.send(await atProvider(await begin(browsers)))
    differBy(answer, 'failure-at-sign-in', 'one-transaction')
    expect(answer.answers.here.headers.get('location')).toContain('OAuthAccountNotLinked')
  })
})

/** What the last mail of a side leads to. */
function linkIn(mails: readonly Mail[]): readonly [string, string][] {
  return [...new URL(mails.at(-1)?.url ?? '').searchParams]
}

/** A link, opened there and confirmed here. */
function openLink({ there, here }: Application): { there: Step; here: Step } {
  const path = '/callback/email'
  return {
    there: { path, query: linkIn(there.mails) },
    here: { method: 'POST', path, fields: linkIn(here.mails) },
  }
}

describe.each(['email', 'email, own pages', 'database'] as const)(
  'a sign-in by mail: %s',
  (name) => {
    const hasPages = name === 'email, own pages'
    const isStored = name === 'database'

    async function ask(browsers: Browsers, email: string): Promise<Comparison> {
      const fields: Step['fields'] = [
        ['email', email],
        ['callbackUrl', '/inbox'],
      ]
      return browsers.send({ method: 'POST', path: '/signin/email', fields })
    }

    it('sends the same mail, whose link signs in once', async () => {
      const application = await buildApplication(name)
      const browsers = openBrowsers(application)
      differBy(
        await ask(browsers, ' ADA@Example.com'),
        ...(hasPages ? ['straight-to-the-page'] : []),
      )
      const shown = ({ identifier, url }: Mail): unknown => [
        identifier,
        url.replace(/token=\w+/, ''),
      ]
      expect(application.here.mails.map(shown)).toEqual(application.there.mails.map(shown))
      const link = openLink(application)
      const signedIn = await browsers.send(link)
      differBy(signedIn)
      const landing = signedIn.answers.here.headers.get('location')
      expect(landing).toContain(hasPages ? '/welcome?callbackUrl=' : '/inbox')
      const atRead = isStored ? 'stored-session-cookie' : 'sealed-anew'
      readDiffersBy(await browsers.send({ path: '/session' }), atRead)
      const fresh = openBrowsers(application)
      differBy(await fresh.send(link), 'failure-at-sign-in')
    })

    it.each(['', 'ada', 'a@b', 'a@b@c.example', '"a"@b.example', 'bounce@example.com'])(
      'refuses “%s”',
      async (email) => {
        const application = await buildApplication(name)
        differBy(await ask(openBrowsers(application), email), 'failure-at-sign-in')
        expect([application.there.mails, application.here.mails]).toEqual([[], []])
      },
    )

    it('refuses an address of which NextAuth takes a part', async () => {
      const application = await buildApplication(name)
      const answer = await ask(openBrowsers(application), 'ada@example.com,evil.example')
      differBy(answer, 'email-comma')
      expect(application.here.mails).toEqual([])
    })

    it('shows a page where NextAuth redeems a link', async () => {
      const browsers = openBrowsers(await buildApplication(name))
      const query: Step['query'] = [
        ['token', 'x'],
        ['email', 'ada@example.com'],
      ]
      differBy(await browsers.send({ path: '/callback/email', query }), 'email-confirmation')
      differBy(
        await browsers.send({ path: '/callback/email' }),
        'failure-at-sign-in',
        'link-without-token',
      )
    })

    it('shows its pages', async () => {
      const browsers = openBrowsers(await buildApplication(name))
      const query: Step['query'] = [
        ['provider', 'email'],
        ['type', 'email'],
      ]
      const sent = await browsers.send({ path: '/verify-request', query })
      differBy(sent, 'cookies-when-needed', ...(hasPages ? ['verify-request-query'] : []))
      const page = await browsers.send({ path: '/signin', query: [['email', 'ada@example.com']] })
      expect(page.unknown).toEqual([])
    })
  },
)
