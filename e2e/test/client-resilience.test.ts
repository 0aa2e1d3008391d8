/**
 * Signed out by mistake: never. Whatever happens to the server, the network or the clock, who was signed in stays
 * on the screen, `error` says why, and all is well again by itself.
 */
import { setTimeout as sleep } from 'node:timers/promises'
import { chromium } from 'playwright-core'
import { describe, expect, inject, it } from 'vitest'
import { textsSeen, visitContract, watchText } from '../src/contract-visit.ts'
import { focus, hydrated, openPage, textOf } from '../src/visitor.ts'

const visit = visitContract({ react: 19, mode: 'production' })

/** What a page that asks each second has shown since it was watched, without repetitions. */
async function statusesOf(page: Parameters<typeof textsSeen>[0]): Promise<string[]> {
  return [...new Set((await textsSeen(page)).map(([text]) => text))]
}

describe('an open page', () => {
  it.each(['500', '502', '200-html', 'reset'])(
    'keeps who is signed in through answers like %s',
    async (kind) => {
      await visit.signIn()
      const page = await visit.open('/?interval=1')
      await watchText(page, 'status')
      await visit.server.control('fault', { kind })
      expect(await textOf(page, 'error', 'session_unavailable')).toBe('session_unavailable')
      expect(await page.getByTestId('name').textContent()).toBe('Ada')
      await sleep(1500)
      await visit.server.control('fault')
      expect(await textOf(page, 'error', 'none')).toBe('none')
      expect(await statusesOf(page)).toEqual(['authenticated'])
    },
  )

  it('keeps who is signed in while the server does not answer at all', async () => {
    await visit.signIn()
    const page = await visit.open('/?interval=1')
    await watchText(page, 'status')
    await visit.server.control('fault', { kind: 'hang' })
    await page
      .getByTestId('error')
      .filter({ hasText: 'session_unavailable' })
      .waitFor({ timeout: 20_000 })
    await visit.server.control('fault')
    expect(await textOf(page, 'error', 'none')).toBe('none')
    expect(await statusesOf(page)).toEqual(['authenticated'])
  })

  it('keeps who is signed in while the server is down, and until it is up again', async () => {
    await visit.signIn()
    const page = await visit.open('/?interval=1&push')
    await watchText(page, 'status')
    await visit.server.stop()
    expect(await textOf(page, 'error', 'session_unavailable')).toBe('session_unavailable')
    await sleep(1500)
    await visit.server.start()
    expect(await textOf(page, 'error', 'none')).toBe('none')
    expect(await statusesOf(page)).toEqual(['authenticated'])
  })

  it('keeps who is signed in without a network, and asks once it is back', async () => {
    await visit.signIn()
    const page = await visit.open()
    await watchText(page, 'status')
    await visit.context.setOffline(true)
    await sleep(5500)
    await focus(page)
    expect(await textOf(page, 'error', 'session_unavailable')).toBe('session_unavailable')
    await visit.context.setOffline(false)
    expect(await textOf(page, 'error', 'none')).toBe('none')
    expect(await statusesOf(page)).toEqual(['authenticated'])
  })

  it('keeps who is signed in while the laptop sleeps', async () => {
    await visit.signIn()
    const page = await visit.open('/?push')
    await watchText(page, 'status')
    const devtools = await visit.context.newCDPSession(page)
    await devtools.send('Page.setWebLifecycleState', { state: 'frozen' })
    await sleep(6000)
    await devtools.send('Page.setWebLifecycleState', { state: 'active' })
    await focus(page)
    await sleep(1000)
    expect(await page.getByTestId('error').textContent()).toBe('none')
    expect(await statusesOf(page)).toEqual(['authenticated'])
  })

  it('signs out through nothing of it: a sign-out that fails leaves her signed in, and says so', async () => {
    await visit.signIn()
    const page = await visit.open()
    await visit.server.control('fault', { kind: '500' })
    await page.getByTestId('sign-out').click()
    expect(await textOf(page, 'result', 'session_unavailable')).toContain('"ok":false')
    expect(await page.getByTestId('status').textContent()).toBe('authenticated')
    await visit.server.control('fault')
    await page.getByTestId('sign-out').click()
    expect(await textOf(page, 'status', 'unauthenticated')).toBe('unauthenticated')
  })
})

describe('a page that begins with nothing known', () => {
  it('says that it could not ask, sends nobody away, and asks again when somebody comes back', async () => {
    await visit.signIn()
    await visit.server.control('fault', { kind: '502' })
    const page = await openPage(visit.context)
    await page.goto('/?blank')
    await hydrated(page)
    expect(await textOf(page, 'error', 'session_unavailable')).toBe('session_unavailable')
    await visit.server.control('fault')
    await focus(page)
    expect(await textOf(page, 'name', 'Ada')).toBe('Ada')
    expect(await textOf(page, 'error', 'none')).toBe('none')
  })

  it('shows who was there last, as far as the application has declared that, while nobody can be asked', async () => {
    await visit.signIn()
    const before = await visit.open('/?offline=3600')
    await sleep(300)
    await before.close()
    await visit.server.control('fault', { kind: 'reset' })
    const page = await openPage(visit.context)
    await page.goto('/?blank&offline=3600')
    await hydrated(page)
    expect(await textOf(page, 'error', 'session_unavailable')).toBe('session_unavailable')
    expect(await textOf(page, 'name', 'Ada')).toBe('Ada')
    expect(await page.getByTestId('status').textContent()).toBe('authenticated')

    // What has not been declared is not done.
    await page.goto('/?blank')
    await hydrated(page)
    expect(await textOf(page, 'error', 'session_unavailable')).toBe('session_unavailable')
    expect(await page.getByTestId('status').textContent()).toBe('unauthenticated')
  })
})

describe('a page that the browser has kept for the back button', () => {
  it('does not show who has signed out since, however lately it was answered', async () => {
    // Playwright switches off what this is about.
    const { executablePath, args } = inject('browser')
    const browser = await chromium.launch({
      executablePath,
      args,
      ignoreDefaultArgs: ['--disable-back-forward-cache'],
    })
    try {
      const context = await browser.newContext({ baseURL: visit.server.url })
      const page = await openPage(context)
      await page.goto('/?kept')
      await hydrated(page)
      await page.getByTestId('sign-in').click()
      expect(await textOf(page, 'name', 'Ada')).toBe('Ada')
      await page.evaluate(() => {
        addEventListener('pageshow', ({ persisted }) => Object.assign(window, { persisted }))
      })
      // Another page of the site, which tells the tabs nothing: a message would have the browser drop the kept page.
      await page.goto('/control/asked')
      await context.clearCookies()
      await page.goBack({ waitUntil: 'commit' })
      expect(await textOf(page, 'status', 'unauthenticated')).toBe('unauthenticated')
      expect(
        await page.evaluate(() => (window as unknown as { persisted?: boolean }).persisted),
      ).toBe(true)
      expect(await page.getByTestId('name').textContent()).toBe('nobody')
      expect(await visit.asked()).toEqual(['GET /api/auth/session'])
    } finally {
      await browser.close()
    }
  })
})

describe.each([10, -10])('a device whose clock is %d minutes wrong', (minutes) => {
  const short = visitContract({ react: 19, mode: 'production' }, { MAX_AGE: '8' })

  it('shows who is signed in until the session ends, and no longer', { retry: 0 }, async () => {
    await short.context.addInitScript((offset) => {
      const real = Date.now
      const RealDate = Date
      const skewed = class extends RealDate {
        constructor(...args: [] | [number | string]) {
          if (args.length === 0) super(real() + offset)
          else super(...args)
        }
        static override now(): number {
          return real() + offset
        }
      }
      globalThis.Date = skewed as DateConstructor
    }, minutes * 60_000)
    await short.signIn()
    const page = await short.open()
    expect(await page.getByTestId('status').textContent()).toBe('authenticated')
    await sleep(3000)
    expect(await page.getByTestId('status').textContent()).toBe('authenticated')
    expect(await page.getByTestId('name').textContent()).toBe('Ada')
    await page
      .getByTestId('status')
      .filter({ hasText: 'unauthenticated' })
      .waitFor({ timeout: 12_000 })
  })
})
