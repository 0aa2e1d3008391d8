/**
 * One link, one code, many at once: one of them signs in.
 *
 * @module
 */
import { describe, expect, it } from 'vitest'
import { storages } from '../support/storages.ts'
import {
  ask,
  emailApp,
  hasSession,
  last,
  postLink,
  signedIn,
  typeCode,
} from './support/email-app.ts'

const rounds = 50
const parallel = 16

describe.each(storages)('with the storage in %s', (_, open) => {
  it('of 16 posts of one link at once exactly one signs in, 50 times over (ASVS 6.5.1)', async () => {
    const app = emailApp({}, { storage: await open(), rateLimits: false })
    const browsers = Array.from({ length: parallel }, () => app.browser())
    for (const browser of browsers) await browser.csrfToken()
    for (let round = 0; round < rounds; round += 1) {
      await ask(app.browser(), `person${round}@example.com`)
      const { url } = last(app.sent)
      const answers = await Promise.all(browsers.map(async (browser) => postLink(browser, url)))
      expect(answers.filter(hasSession)).toHaveLength(1)
      for (const browser of browsers) {
        for (const name of browser.cookies.keys()) {
          if (name.includes('session-token')) browser.cookies.delete(name)
        }
      }
    }
  }, 60_000)

  it('of 16 right codes at once exactly one signs in, 10 times over', async () => {
    const app = emailApp({ code: true }, { storage: await open(), rateLimits: false })
    for (let round = 0; round < 10; round += 1) {
      const browser = app.browser()
      await ask(browser, `person${round}@example.com`)
      const { token } = last(app.sent)
      const cookies = new Map(browser.cookies)
      const answers = await Promise.all(
        Array.from({ length: parallel }, async () => {
          const same = app.browser()
          cookies.forEach((value, name) => same.cookies.set(name, value))
          return typeCode(same, token)
        }),
      )
      expect(answers.filter(hasSession)).toHaveLength(1)
    }
  }, 60_000)

  it('of 32 guesses at once at most five are tried', async () => {
    const app = emailApp({ code: true }, { storage: await open() })
    const browser = app.browser()
    await ask(browser, 'ada@example.com')
    const cookies = new Map(browser.cookies)
    const locations = await Promise.all(
      Array.from({ length: 32 }, async (_unused, guess) => {
        const same = app.browser()
        cookies.forEach((value, name) => same.cookies.set(name, value))
        const typed = String(guess).padStart(8, '0')
        const response = await typeCode(same, typed === last(app.sent).token ? '99999999' : typed)
        return response.headers.get('location') ?? ''
      }),
    )
    const tried = locations.filter((location) => location.includes('verification_invalid'))
    expect(tried).toHaveLength(5)
    expect(hasSession(await typeCode(browser, last(app.sent).token))).toBe(false)
  })

  it('of 16 links of one new person at once all sign in as one person', async () => {
    const app = emailApp({}, { storage: await open(), rateLimits: false })
    for (let count = 0; count < parallel; count += 1) await ask(app.browser(), 'ada@example.com')
    const ids = await Promise.all(
      app.sent.map(async ({ url }) => {
        const browser = app.browser()
        await postLink(browser, url)
        expect(await signedIn(browser)).toBe('ada@example.com')
        return (await app.storage.readUserByEmail('ada@example.com'))?.id
      }),
    )
    expect(new Set(ids).size).toBe(1)
  })
})
