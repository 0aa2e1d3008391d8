/**
 * The built-in pages in a browser: what a person meets who signs in at an application that has no pages of
 * its own. Without a script of theirs, with a keyboard alone, on a small phone, in the dark.
 */
import { mkdir } from 'node:fs/promises'
import { createServer, type Server } from 'node:http'
import { createRequire } from 'node:module'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import type { Browser, BrowserContext, Page } from 'playwright-core'
import { createNodeHandler } from 'sojourn/node'
import { credentials } from 'sojourn/providers/credentials'
import { type AuthConfig, createAuth } from 'sojourn/server'
import { memoryStorage } from 'sojourn/storage/memory'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { workFolder } from '../src/applications.ts'
import { launchBrowser } from '../src/visitor.ts'

const require = createRequire(import.meta.url)
const { source: axe } = require('axe-core') as { source: string }
const screenshots = join(workFolder, 'screenshots', 'pages')

/** An application with nothing but the pages. */
interface Site {
  readonly url: string
  /** What the last mail held: its link, or the code to type in. */
  readonly mail: { url: string; token: string }
  readonly close: () => void
}

type ProviderEntry = AuthConfig['providers'][number]

function redirecting(id: string, name: string): ProviderEntry {
  const address = 'https://provider.invalid'
  return {
    id,
    name,
    type: 'oauth',
    clientId: 'client',
    authorization: `${address}/authorize`,
    token: `${address}/token`,
    userinfo: `${address}/userinfo`,
  }
}

const password = credentials({
  credentials: {
    username: { label: 'User name' },
    password: { label: 'Password', type: 'password' },
  },
  authorize: (given) =>
    given['username'] === 'ada' && given['password'] === 'engine' ? { id: '1', name: 'Ada' } : null,
})

const logo = `<svg xmlns="http://www.w3.org/2000/svg" width="148" height="32" viewBox="0 0 148 32"><circle cx="16" cy="16" r="14" fill="#d9480f"/><path d="M9 20c5-9 9-9 14 0" stroke="#fff" stroke-width="3" fill="none"/><rect x="42" y="9" width="100" height="14" rx="7" fill="#8a8f94"/></svg>`

async function startSite(config: Partial<AuthConfig>, code = false): Promise<Site> {
  const mail = { url: '', token: '' }
  const email: ProviderEntry = {
    id: 'email',
    name: 'Email',
    type: 'email',
    code,
    sendVerificationRequest: ({ url, token }: { url: string; token: string }) => {
      Object.assign(mail, { url, token })
    },
  }
  const { providers = [] } = config
  const auth = createAuth({
    secret: 'a secret of at least thirty-two characters',
    adapter: memoryStorage(),
    rateLimits: false,
    logger: { error: () => undefined, warn: () => undefined },
    ...config,
    providers: providers.map((provider) =>
      'type' in provider && provider.type === 'email' ? email : provider,
    ),
  })
  const handler = createNodeHandler(auth)
  const server: Server = createServer((req, res) => {
    if (req.url === '/logo.svg') {
      res.setHeader('content-type', 'image/svg+xml').end(logo)
      return
    }
    void handler(req, res, () => {
      res
        .setHeader('content-type', 'text/html')
        .end('<!doctype html><title>Home</title><p>Home</p>')
    })
  })
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve)
  })
  const { port } = server.address() as AddressInfo
  return {
    url: `http://localhost:${port}`,
    mail,
    close: () => {
      server.closeAllConnections()
      server.close()
    },
  }
}

const anyEmail: ProviderEntry = {
  id: 'email',
  name: 'Email',
  type: 'email',
  sendVerificationRequest: () => undefined,
}
const usual = [
  redirecting('google', 'Google'),
  redirecting('github', 'GitHub'),
  redirecting('acme', 'Acme Single Sign-On'),
]

const hostile = [
  '"><script>alert(1)</script>',
  "'><img src=//evil.example/a.png onerror=alert(1)>",
  '</style><style>body{background:url(//evil.example/b.png)}</style>',
  '</title></main><iframe src="//evil.example"></iframe>',
  '" autofocus onfocus="alert(1)" x="',
  '<svg/onload=alert(1)>',
  '<base href="https://evil.example/"><meta http-equiv="refresh" content="0;url=//evil.example">',
  '<!--',
]

const variants: readonly [name: string, config: Partial<AuthConfig>, code?: boolean][] = [
  ['plain', { providers: [...usual, anyEmail, password] }],
  [
    'themed',
    {
      providers: [redirecting('google', 'Google'), anyEmail],
      theme: { brandColor: '#d9480f', buttonText: '#ffffff', logo: '/logo.svg' },
    },
    true,
  ],
  ['pale', { providers: [redirecting('naver', 'Naver')], theme: { brandColor: 'rgb(255 230 0)' } }],
  [
    'hebrew',
    {
      providers: [redirecting('apple', 'Apple'), anyEmail],
      theme: { brandColor: '#000' },
      texts: {
        lang: 'he',
        signInTitle: 'כניסה',
        signInWith: 'כניסה באמצעות {provider}',
        or: 'או',
        emailLabel: 'כתובת דואר אלקטרוני',
        linkSentTitle: 'בדקו את הדואר',
        linkSentText: 'נשלח אליכם קישור לכניסה.',
        linkSentHint: 'לא הגיע? חפשו בדואר הזבל.',
        goHome: 'לדף הבית',
        confirmTitle: 'השלמת הכניסה',
        confirmText: 'אתם נכנסים בתור {email}.',
        confirmButton: 'כניסה',
        confirmHint: 'אם לא ביקשתם זאת, סגרו את הדף.',
      },
    },
  ],
  [
    'many',
    {
      providers: [
        ...[
          ['apple', 'Apple'],
          ['auth0', 'Auth0'],
          ['azure-ad', 'Azure Active Directory'],
          ['bitbucket', 'Bitbucket'],
          ['discord', 'Discord'],
          ['dropbox', 'Dropbox'],
          ['facebook', 'Facebook'],
          ['github', 'GitHub'],
          ['gitlab', 'GitLab'],
          ['google', 'Google'],
          ['kakao', 'Kakao'],
          ['line', 'LINE'],
          ['linkedin', 'LinkedIn'],
          ['okta', 'Okta'],
          ['reddit', 'Reddit'],
          ['slack', 'Slack'],
          ['spotify', 'Spotify'],
          ['twitch', 'Twitch'],
          ['yandex', 'Yandex'],
          ['long', 'The Provider Of The Very Long Name That Somebody Thought Of'],
        ].map(([id = '', name = '']) => redirecting(id, name)),
        anyEmail,
        password,
      ],
    },
    true,
  ],
  ['none', { providers: [] }],
  [
    'hostile',
    {
      providers: hostile
        .map((name, index) => redirecting(`p${index}`, name))
        .concat(
          credentials({
            name: hostile.join(' '),
            credentials: Object.fromEntries(
              hostile.map((text) => [
                text,
                { label: text, placeholder: text, value: text, [text]: text, onfocus: 'alert(1)' },
              ]),
            ),
            authorize: () => null,
          }),
        ),
      texts: { signInTitle: hostile.join(' '), or: hostile.join(' ') },
    },
  ],
]

let browser: Browser
const sites = new Map<string, Site>()

beforeAll(async () => {
  browser = await launchBrowser()
  await mkdir(screenshots, { recursive: true })
  for (const [name, config, code] of variants) sites.set(name, await startSite(config, code))
})
afterAll(async () => {
  await browser?.close()
  for (const site of sites.values()) site.close()
})

function siteOf(name: string): Site {
  const site = sites.get(name)
  if (site === undefined) throw new Error(`There is no site "${name}".`)
  return site
}

/** Whatever a page does that none of these may. */
interface Watched {
  readonly context: BrowserContext
  readonly page: Page
  readonly complaints: string[]
}

async function open(site: Site, options: { javaScriptEnabled?: boolean } = {}): Promise<Watched> {
  const context = await browser.newContext({ baseURL: site.url, ...options })
  const page = await context.newPage()
  const complaints: string[] = []
  page.on('request', (request) => {
    const url = request.url()
    if (!url.startsWith(`${site.url}/`) && !url.startsWith('data:')) complaints.push(url)
  })
  // A broken Content-Security-Policy is told of here, too; that a page's status is one of failure, as well.
  page.on('console', (message) => {
    if (!/Failed to load resource.*status of/.test(message.text())) complaints.push(message.text())
  })
  page.on('pageerror', (error) => complaints.push(String(error)))
  return { context, page, complaints }
}

async function askForMail(page: Page): Promise<void> {
  await page.goto('/api/auth/signin')
  await page.fill('input[name=email]', 'ada@example.com')
  await page.locator('form:has(input[name=email]) button').click()
  await page.waitForURL('**/verify-request**')
}

/** Ways to get to each page, as a person does. */
const visits: readonly [
  name: string,
  variants: readonly string[],
  go: (page: Page, site: Site) => Promise<unknown>,
][] = [
  [
    'sign-in',
    ['plain', 'themed', 'pale', 'hebrew', 'many', 'none'],
    (page) => page.goto('/api/auth/signin'),
  ],
  [
    'sign-in-failed',
    ['plain', 'themed'],
    (page) => page.goto('/api/auth/signin?error=CredentialsSignin'),
  ],
  [
    'sign-in-required',
    ['plain', 'themed'],
    (page) => page.goto('/api/auth/signin?error=SessionRequired'),
  ],
  ['sign-out', ['plain', 'themed'], (page) => page.goto('/api/auth/signout')],
  ['error', ['plain', 'themed'], (page) => page.goto('/api/auth/error?error=AccessDenied')],
  ['link-sent', ['plain', 'hebrew'], askForMail],
  ['code', ['many', 'themed'], askForMail],
  [
    'code-wrong',
    ['many', 'themed'],
    async (page) => {
      await askForMail(page)
      await page.fill('input[name=code]', '1')
      await page.locator('form button').click()
      await page.waitForURL('**error=**')
    },
  ],
  [
    'confirm',
    ['plain', 'hebrew'],
    async (page, site) => {
      await askForMail(page)
      await page.goto(site.mail.url)
    },
  ],
]

const widths = [
  ['phone', 320, 640],
  ['desktop', 1280, 800],
] as const

interface AxeResult {
  violations: { id: string; nodes: { target: string[]; failureSummary: string }[] }[]
}

async function axeViolations(page: Page): Promise<string[]> {
  const { violations } = (await page.evaluate(
    `axe.run({ runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'] })`,
  )) as AxeResult
  return violations.flatMap(({ id, nodes }) =>
    nodes.map(({ target, failureSummary }) => `${id} at ${target.join(' ')}: ${failureSummary}`),
  )
}

describe.each(visits)('the page %s', (name, among, go) => {
  it.each(among)(
    'is accessible in light and dark, on a phone and a desktop (%s)',
    async (variant) => {
      const site = siteOf(variant)
      const { context, page, complaints } = await open(site)
      await go(page, site)
      await page.evaluate(axe)
      for (const [device, width, height] of widths) {
        await page.setViewportSize({ width, height })
        for (const colorScheme of ['light', 'dark'] as const) {
          await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
          await page.screenshot({
            path: join(screenshots, `${name}-${variant}-${device}-${colorScheme}.png`),
            fullPage: true,
          })
          expect(await axeViolations(page)).toEqual([])
        }
        const overflow = await page.evaluate(
          () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
        )
        expect(overflow).toBe(0)
      }
      expect(complaints).toEqual([])
      await context.close()
    },
  )
})

it('people sign in with a keyboard alone, and without JavaScript', async () => {
  const site = siteOf('plain')
  const { context, page, complaints } = await open(site, { javaScriptEnabled: false })
  await page.goto('/api/auth/signin?callbackUrl=/account')
  // The first field has the focus; what comes before it is reached backwards.
  await page.keyboard.press('Shift+Tab')
  expect(await page.locator(':focus').innerText()).toBe('Sign in with Acme Single Sign-On')
  await page.keyboard.press('Tab')
  expect(await page.locator(':focus').getAttribute('id')).toBe('input-email-for-email-provider')
  await page.keyboard.press('Tab')
  await page.keyboard.press('Tab')
  await page.keyboard.type('ada')
  await page.keyboard.press('Tab')
  await page.keyboard.type('wrong')
  await page.keyboard.press('Enter')
  await page.waitForURL('**error=**')
  expect(await page.title()).toBe('Error: Sign in')
  expect(await page.getByRole('alert').innerText()).toContain('does not match an account')
  const username = page.getByLabel('User name')
  expect(await username.getAttribute('aria-describedby')).toBe('error')
  expect(await page.locator(':focus').count()).toBe(0)

  for (let presses = 0; presses < 6; presses += 1) await page.keyboard.press('Tab')
  await page.keyboard.type('ada')
  await page.keyboard.press('Tab')
  await page.keyboard.type('engine')
  await page.keyboard.press('Enter')
  await page.waitForURL(`${site.url}/account`)
  const session = await context.request.get('/api/auth/session')
  expect(await session.json()).toMatchObject({ user: { name: 'Ada' } })

  await page.goto('/api/auth/signout?callbackUrl=/bye')
  await page.keyboard.press('Tab')
  await page.keyboard.press('Enter')
  await page.waitForURL(`${site.url}/bye`)
  expect(await (await context.request.get('/api/auth/session')).json()).toEqual({})
  expect(complaints).toEqual([])
  await context.close()
})

it('people sign in by the link that they were sent, without JavaScript', async () => {
  const site = siteOf('plain')
  const { context, page, complaints } = await open(site, { javaScriptEnabled: false })
  await askForMail(page)
  await page.goto(site.mail.url)
  expect(await page.locator('main').innerText()).toContain('ada@example.com')
  expect(await (await context.request.get('/api/auth/session')).json()).toEqual({})
  const [posted] = await Promise.all([
    page.waitForRequest((request) => request.method() === 'POST'),
    page.getByRole('button', { name: 'Sign in' }).click(),
  ])
  // The address of the page is the secret, and does not travel on.
  const { referer, origin } = await posted.allHeaders()
  expect({ referer, origin }).toEqual({ referer: `${site.url}/`, origin: site.url })
  await page.waitForURL(`${site.url}/`)
  expect(await (await context.request.get('/api/auth/session')).json()).toMatchObject({
    user: { email: 'ada@example.com' },
  })
  expect(complaints).toEqual([])
  await context.close()
})

it('people sign in by the code that they were sent, without JavaScript', async () => {
  const site = siteOf('themed')
  const { context, page, complaints } = await open(site, { javaScriptEnabled: false })
  await askForMail(page)
  expect(await page.locator(':focus').getAttribute('name')).toBe('code')
  await page.keyboard.type(site.mail.token)
  await page.keyboard.press('Enter')
  await page.waitForURL(`${site.url}/`)
  expect(await (await context.request.get('/api/auth/session')).json()).toMatchObject({
    user: { email: 'ada@example.com' },
  })
  expect(complaints).toEqual([])
  await context.close()
})

it('the focus is seen on everything that can have it, also in high contrast', async () => {
  const { context, page } = await open(siteOf('plain'))
  for (const forcedColors of ['none', 'active'] as const) {
    await page.emulateMedia({ forcedColors })
    await page.goto('/api/auth/signin?error=Callback')
    const count = await page.locator('button, input:not([type=hidden])').count()
    expect(count).toBe(8)
    for (let index = 0; index < count; index += 1) {
      await page.keyboard.press('Tab')
      const outline = await page
        .locator(':focus')
        .evaluate((element) => getComputedStyle(element).outline)
      expect(outline).toMatch(/ solid 2px$|^2px solid | solid /)
      expect(outline).not.toMatch(/ 0px| none /)
    }
    const path = join(screenshots, `sign-in-plain-contrast-${forcedColors}.png`)
    await page.screenshot({ path })
  }
  await context.close()
})

it('the links of the error page lead to the sign-in page and home', async () => {
  const { context, page } = await open(siteOf('plain'))
  await page.goto('/api/auth/error?error=AccessDenied')
  await page.getByRole('link', { name: 'Go to sign-in' }).click()
  await page.waitForURL('**/api/auth/signin')
  expect(await page.title()).toBe('Sign in')
  await page.goBack()
  await page.getByRole('link', { name: 'Go to the start page' }).click()
  expect(await page.title()).toBe('Home')
  await context.close()
})

it('whatever a page is given stays text', async () => {
  const { context, page, complaints } = await open(siteOf('hostile'))
  page.on('dialog', (dialog) => {
    complaints.push(dialog.message())
    void dialog.dismiss()
  })
  await page.goto('/api/auth/signin', { waitUntil: 'networkidle' })
  expect(await page.locator('form').count()).toBe(hostile.length + 1)
  expect(await page.locator('.field label').allInnerTexts()).toEqual(hostile)
  expect(
    await page
      .locator('script, iframe, img, base, svg, meta[http-equiv], style:not([nonce])')
      .count(),
  ).toBe(0)
  expect(page.url()).toBe(`${siteOf('hostile').url}/api/auth/signin`)
  expect(complaints).toEqual([])
  await context.close()
})

it('a page is refused by a frame', async () => {
  const site = siteOf('plain')
  const { context, page, complaints } = await open(site)
  await page.goto('/')
  await page.setContent('<iframe src="/api/auth/signin"></iframe>')
  await expect.poll(() => complaints.join()).toMatch(/frame-ancestors|X-Frame-Options/i)
  await context.close()
})
