/**
 * What the demo in Next has beyond the others: a window for signing in, a warning before the end, push, roles, and
 * step-up.
 */
import { startDemo } from 'example-next/demo.ts'
import type { BrowserContext, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { database, secret, visitDemo } from '../src/demo-suite.ts'
import {
  type Applicant,
  hydrated,
  isSessionCookie,
  openPage,
  signInAtProvider,
  signInWithPassword,
  signUp,
  textOf,
  type VisitedPage,
} from '../src/visitor.ts'

/**
 * Milliseconds after which a sign-in is too old to delete an account: the least that can be demanded, what clocks may
 * differ by, and some for a slow machine.
 */
const tooOld = 1000 + 15_000 + 500

const visit = visitDemo({
  name: 'next-features',
  source: 'examples/next',
  start: (options) => startDemo({ ...options, stepUpAge: 1 }),
})

/** What pages said that no test expects. */
const complaints: string[] = []
/** Browsers of a test, beside the one that each has. */
const browsers: BrowserContext[] = []

beforeEach(() => {
  listen(visit.context)
})

afterEach(async () => {
  for (const context of browsers.splice(0)) await context.close()
  const said = complaints.splice(0)
  if (said.length > 0) throw new Error(`A page complained:\n${said.join('\n')}`)
})

/** Notes what every page of a browser says, its windows included. */
function listen(context: BrowserContext): void {
  context.on('console', (message) => {
    // The browser's own remark about a wrong password.
    const isExpected = /status of 401/.test(message.text())
    if (['error', 'warning'].includes(message.type()) && !isExpected) {
      complaints.push(`${message.page()?.url()}: ${message.text()}`)
    }
  })
  context.on('weberror', (error) => complaints.push(String(error.error())))
}

async function newBrowser(url = visit.demo.url): Promise<BrowserContext> {
  const context = await visit.browser.newContext({ baseURL: url })
  listen(context)
  browsers.push(context)
  return context
}

async function open(context: BrowserContext, path: string): Promise<VisitedPage> {
  const page = await openPage(context)
  await page.goto(path)
  await hydrated(page)
  return page
}

/** Signed in, on the page that is given. */
async function signedIn(
  context: BrowserContext,
  path: string,
  [email, password]: readonly [string, string],
): Promise<VisitedPage> {
  const page = await open(context, '/login')
  await signInWithPassword(page, email, password)
  await page.waitForURL((url) => url.pathname === '/')
  await page.goto(path)
  await hydrated(page)
  return page
}

const marin = ['marin@example.com', 'open-sea'] as const
const noor = ['noor@example.com', 'quiet-bay'] as const

/** Clicks, and returns the window that opens. */
async function windowOf(page: Page, testId: string): Promise<Page> {
  const opens = page.waitForEvent('popup')
  await page.getByTestId(testId).click()
  return opens
}

/** Clicks in a window, and waits until it has closed. */
async function finish(opened: Page, button: RegExp): Promise<void> {
  const closes = opened.waitForEvent('close')
  await opened.getByRole('button', { name: button }).click()
  await closes
}

/** What the server says of whoever sends these cookies. */
async function sessionOf({ request }: BrowserContext): Promise<unknown> {
  return (await request.get('/api/auth/session')).json()
}

/** People who have signed in before all tests, so that their sign-ins grow old meanwhile. */
const early = { pages: new Map<string, VisitedPage>(), at: 0 }

const leaver: Applicant = { name: 'Mae', email: 'mae@example.com', password: 'salt-and-tar' }
const doubter: Applicant = { name: 'Ida', email: 'ida@example.com', password: 'fresh-water' }

beforeAll(async () => {
  const { browser, demo } = visit
  const begin = async (): Promise<VisitedPage> => {
    const context = await browser.newContext({ baseURL: demo.url })
    listen(context)
    return open(context, '/')
  }
  for (const person of [leaver, doubter]) {
    const page = await begin()
    await signUp(page, person)
    await page.waitForURL(`${demo.url}/`)
    early.pages.set(person.name, page)
  }
  const page = await begin()
  await signInAtProvider(page, demo, 'Grace')
  early.pages.set('Grace', page)
  early.at = Date.now()
})

afterAll(async () => {
  for (const page of early.pages.values()) await page.context().close()
})

describe('a window for signing in', () => {
  it('leaves the page where it is, and leads on when somebody has signed in', async () => {
    const page = await open(visit.context, '/login?callbackUrl=/account')
    const opened = await windowOf(page, 'sign-in-window')
    expect(await textOf(page, 'sign-in-window', 'Waiting')).toBe('Waiting for the window …')
    expect(page.url()).toBe(`${visit.demo.url}/login?callbackUrl=/account`)
    await finish(opened, /Ada/)
    await page.waitForURL('**/account')
    expect(await textOf(page, 'account-name', 'Ada')).toBe('Ada Lovelace')
  })

  it('says what came of it, if nobody has', async () => {
    const page = await open(visit.context, '/login')
    await finish(await windowOf(page, 'sign-in-window'), /cancel/i)
    expect(await textOf(page, 'login-error', 'cancelled')).toMatch(/^You cancelled/)
    const opened = await windowOf(page, 'sign-in-window')
    await opened.getByRole('button', { name: /Ada/ }).waitFor()
    await opened.close()
    expect(await textOf(page, 'login-error', 'closed')).toMatch(/^The window was closed/)
    expect(await sessionOf(visit.context)).toEqual({})

    // What was tried last is what is told.
    await signInWithPassword(page, marin[0], 'wrong')
    expect(await textOf(page, 'login-error', 'match')).toMatch(/do not match/)
  })
})

describe('a session that is about to end', () => {
  it('warns a minute before, and stays if its person wants it so', async () => {
    const { root } = visit
    // Four seconds more than the warning is early.
    const short = await startDemo({ root, secret, database, quiet: true, sessionMaxAge: 64 })
    const context = await newBrowser(short.url)
    try {
      const page = await signedIn(context, '/', marin)
      const expiresAt = async (): Promise<number> =>
        (await context.cookies()).find(isSessionCookie)?.expires ?? 0
      const before = await expiresAt()
      page.observed.sessionRequests.length = 0
      expect(await page.getByTestId('expiry').count()).toBe(0)
      await page.getByTestId('expiry').waitFor()
      const seconds = Number(await page.getByTestId('expiry-seconds').textContent())
      expect(seconds).toBeGreaterThan(55)
      expect(seconds).toBeLessThanOrEqual(60)
      // A screen reader says it once, and not each second.
      const alert = page.getByTestId('expiry').getByRole('alert')
      const said = await alert.textContent()
      await expect
        .poll(() => page.getByTestId('expiry-seconds').textContent(), { timeout: 5000 })
        .toBe(String(seconds - 1))
      expect(await alert.textContent()).toBe(said)
      expect(page.observed.sessionRequests).toEqual([])

      await page.getByTestId('expiry-stay').click()
      await page.getByTestId('expiry').waitFor({ state: 'detached' })
      expect(await expiresAt()).toBeGreaterThan(before)
      expect(page.observed.sessionRequests).toHaveLength(1)
      expect(await textOf(page, 'status', 'authenticated')).toBe('authenticated')
    } finally {
      // Before its server, or it would complain of the stream.
      await context.close()
      await short.close()
    }
  })
})

describe('a session that ends elsewhere', () => {
  it('leaves the screen within a second, and nobody has to touch it', async () => {
    const left = await newBrowser()
    const screen = await openPage(left)
    const listens = screen.waitForResponse((response) =>
      response.url().endsWith('/api/auth/events'),
    )
    await screen.goto('/login')
    await hydrated(screen)
    await signInWithPassword(screen, ...noor)
    expect((await listens).status()).toBe(200)
    expect(await textOf(screen, 'status', 'authenticated')).toBe('authenticated')

    const page = await signedIn(visit.context, '/devices', noor)
    await expect.poll(() => page.getByTestId('device').count()).toBe(2)
    const revoked = page.waitForResponse(
      (response) => response.request().method() === 'POST' && response.status() === 200,
    )
    await page.getByTestId('revoke-others').click()
    await revoked
    await screen
      .getByTestId('status')
      .filter({ hasText: 'unauthenticated' })
      .waitFor({ timeout: 1000 })
    expect(await textOf(page, 'devices-result', 'everywhere')).toMatch(/everywhere but here/)
    expect(await sessionOf(visit.context)).toMatchObject({ user: { name: 'Noor Anders' } })
  })
})

describe('a page that asks for a role', () => {
  it('opens for whoever has it, and is made for everybody', async () => {
    const page = await signedIn(visit.context, '/keeper', marin)
    expect(await textOf(page, 'keeper', 'Marin')).toBe('The keys are yours, Marin Holt.')
    const html = await (await visit.context.request.get('/keeper')).text()
    expect(html).toContain('Looking for your keys')
    expect(html).not.toMatch(/The keys are yours|Marin/)
  })

  it('is locked for a guest, who may come back as somebody else', async () => {
    const page = await signedIn(visit.context, '/keeper', noor)
    expect(await textOf(page, 'keeper-refused', 'locked')).toBe('This room is locked.')
    expect(await page.getByTestId('keeper').count()).toBe(0)
    expect(new URL(page.url()).pathname).toBe('/keeper')
    await page.getByTestId('sign-out').click()
    await page.waitForURL('**/login?**')
    await hydrated(page)
    await signInWithPassword(page, ...marin)
    await page.waitForURL('**/keeper')
    expect(await textOf(page, 'keeper', 'Marin')).toContain('Marin Holt')
  })

  it('leads a stranger to sign-in and back', async () => {
    const page = await openPage(visit.context)
    await page.goto('/keeper')
    await page.waitForURL('**/login?**')
    await hydrated(page)
    expect(await textOf(page, 'login-error', 'Sign in')).toBe('Sign in to see that page.')
    await signInWithPassword(page, ...marin)
    await page.waitForURL('**/keeper')
    expect(await textOf(page, 'keeper', 'Marin')).toContain('Marin Holt')
  })
})

describe('an account that is to be deleted', () => {
  /** Their page, with the question who they are. */
  async function asked(name: string): Promise<VisitedPage> {
    const page = early.pages.get(name) as VisitedPage
    const age = Date.now() - early.at
    await new Promise((resolve) => setTimeout(resolve, Math.max(0, tooOld - age)))
    await page.goto('/account')
    await hydrated(page)
    await page.getByTestId('delete-account').focus()
    await page.keyboard.press('Enter')
    await page.getByRole('dialog', { name: 'Is it you?' }).waitFor()
    return page
  }

  /** Which element has the focus, by its test id. */
  function focused(page: Page): Promise<string | null | undefined> {
    return page.evaluate(() => document.activeElement?.getAttribute('data-testid'))
  }

  /** The browser has no session any more, nor the cookie of one. */
  async function isForgotten(context: BrowserContext): Promise<void> {
    await expect.poll(async () => (await context.cookies()).filter(isSessionCookie)).toEqual([])
    expect(await sessionOf(context)).toEqual({})
  }

  it('is gone at once, if its person has just signed in', async () => {
    const person = { ...leaver, email: 'brief@example.com' }
    const page = await openPage(visit.context)
    await signUp(page, person)
    await page.waitForURL(`${visit.demo.url}/`)
    await page.goto('/account')
    await hydrated(page)
    await page.getByTestId('delete-account').click()
    await page.getByTestId('account-gone').waitFor()
    await isForgotten(visit.context)
  })

  it('stays, if its person thinks better of it', async () => {
    const page = await asked('Ida')
    expect(await focused(page)).toBe('step-up-password')
    await page.keyboard.press('Escape')
    await page.getByTestId('step-up').waitFor({ state: 'hidden' })
    expect(await textOf(page, 'delete-result', 'Nothing')).toBe('Nothing was deleted.')
    expect(await focused(page)).toBe('delete-account')

    // Once more, and by the button.
    await page.getByTestId('delete-account').click()
    await page.getByTestId('step-up-cancel').click()
    await page.getByTestId('step-up').waitFor({ state: 'hidden' })
    expect(await sessionOf(page.context())).toMatchObject({ user: { name: 'Ida' } })
  })

  it('is gone after its person has confirmed with a password, and not by a wrong one', async () => {
    const page = await asked('Mae')
    const actions: string[] = []
    page.on('request', (request) => {
      if (request.method() === 'POST' && request.url().endsWith('/account')) {
        actions.push(request.headers()['next-action'] ?? '')
      }
    })
    await page.keyboard.type('not-this-one')
    await page.keyboard.press('Enter')
    expect(await textOf(page, 'step-up-problem', 'not')).toMatch(/not your password/)
    expect(await focused(page)).toBe('step-up-password')
    expect(await page.getByTestId('step-up-password').inputValue()).toBe('')
    expect(actions).toEqual([])

    await page.keyboard.type(leaver.password)
    await page.keyboard.press('Enter')
    await page.getByTestId('account-gone').waitFor()
    // What was refused was called again, once, and nobody has clicked anew.
    expect(actions).toHaveLength(1)
    await expect.poll(() => focused(page)).toBe('account-gone')
    expect(new URL(page.url()).pathname).toBe('/account')
    await isForgotten(page.context())

    await page.getByTestId('gone-home').click()
    expect(await textOf(page, 'status', 'unauthenticated')).toBe('unauthenticated')
    await page.goto('/login')
    await hydrated(page)
    await signInWithPassword(page, leaver.email, leaver.password)
    expect(await textOf(page, 'login-error', 'match')).toMatch(/do not match/)
  })

  it('is gone after its person has confirmed at the provider, in a window', async () => {
    const page = await asked('Grace')
    const context = page.context()
    const again = page.getByTestId('step-up-window')
    await finish(await windowOf(page, 'step-up-window'), /cancel/i)
    expect(await textOf(page, 'step-up-problem', 'cancelled')).toMatch(/^You cancelled/)
    expect(await again.textContent()).toBe('Confirm with Harbour ID')
    expect(await sessionOf(context)).toMatchObject({ user: { name: 'Grace Hopper' } })

    await finish(await windowOf(page, 'step-up-window'), /Grace/)
    await page.getByTestId('account-gone').waitFor()
    expect(context.pages()).toHaveLength(1)
    await isForgotten(context)
  })
})
