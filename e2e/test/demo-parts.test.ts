/**
 * Parts of the demos that need no browser: how browsers are named, and where people are kept.
 */
import { execFile } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { browserName } from 'example-demo/browser-name'
import { formatAgo } from 'example-demo/time'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

const run = promisify(execFile)
const webKit = 'AppleWebKit/537.36 (KHTML, like Gecko)'

describe('the name of a browser', () => {
  it.each([
    [
      'Chrome on Windows',
      `Mozilla/5.0 (Windows NT 10.0; Win64; x64) ${webKit} Chrome/142.0.0.0 Safari/537.36`,
    ],
    [
      'Chrome on Linux',
      `Mozilla/5.0 (X11; Linux x86_64) ${webKit} HeadlessChrome/142.0.0.0 Safari/537.36`,
    ],
    [
      'Chrome on Android',
      `Mozilla/5.0 (Linux; Android 10; K) ${webKit} Chrome/142.0.0.0 Mobile Safari/537.36`,
    ],
    [
      'Chrome on iOS',
      'Mozilla/5.0 (iPhone; CPU iPhone OS 18_7 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) CriOS/142.0.7444.77 Mobile/15E148 Safari/604.1',
    ],
    [
      'Edge on Windows',
      `Mozilla/5.0 (Windows NT 10.0; Win64; x64) ${webKit} Chrome/142.0.0.0 Safari/537.36 Edg/142.0.0.0`,
    ],
    [
      'Edge on Android',
      `Mozilla/5.0 (Linux; Android 10; K) ${webKit} Chrome/142.0.0.0 Mobile Safari/537.36 EdgA/142.0.0.0`,
    ],
    [
      'Edge on iOS',
      'Mozilla/5.0 (iPhone; CPU iPhone OS 18_7 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0 EdgiOS/142.0.0.0 Mobile/15E148 Safari/605.1.15',
    ],
    ['Firefox on Linux', 'Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0'],
    ['Firefox on Android', 'Mozilla/5.0 (Android 15; Mobile; rv:145.0) Gecko/145.0 Firefox/145.0'],
    [
      'Firefox on iOS',
      'Mozilla/5.0 (iPhone; CPU iPhone OS 18_7 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) FxiOS/145.0 Mobile/15E148 Safari/604.1',
    ],
    [
      'Safari on macOS',
      'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/26.0 Safari/605.1.15',
    ],
    [
      'Safari on iOS',
      'Mozilla/5.0 (iPhone; CPU iPhone OS 18_7 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/26.0 Mobile/15E148 Safari/604.1',
    ],
    ['Chrome', `Mozilla/5.0 (X11; CrOS x86_64 14541.0.0) ${webKit} Chrome/142.0.0.0 Safari/537.36`],
  ])('is %s', (name, userAgent) => {
    expect(browserName(userAgent)).toBe(name)
  })

  it.each([
    ['nothing', null],
    ['an empty text', ''],
    ['a program', 'curl/8.14.1'],
    [
      'a browser that calls itself Chrome, too',
      `Mozilla/5.0 (Windows NT 10.0; Win64; x64) ${webKit} Chrome/142.0.0.0 Safari/537.36 OPR/124.0.0.0`,
    ],
    [
      'one on Android that calls itself Chrome, too',
      `Mozilla/5.0 (Linux; Android 10; K) ${webKit} SamsungBrowser/29.0 Chrome/136.0.0.0 Mobile Safari/537.36`,
    ],
    [
      'a view within an application',
      `Mozilla/5.0 (Linux; Android 15; Pixel 9; wv) ${webKit} Version/4.0 Chrome/142.0.0.0 Mobile Safari/537.36`,
    ],
    [
      'a robot',
      'Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html) Chrome/142.0.0.0 Safari/537.36',
    ],
    ['the name alone', 'Firefox'],
  ])('is not known of %s', (_, userAgent) => {
    expect(browserName(userAgent)).toBe('Unknown browser')
  })
})

it.each([
  [0, 'just now'],
  [59_999, 'just now'],
  [-5000, 'just now'],
  [60_000, '1 min ago'],
  [3_600_000 - 1, '59 min ago'],
  [3_600_000, '1 h ago'],
  [86_400_000, '1 d ago'],
  [40 * 86_400_000, '40 d ago'],
])('%i ms ago reads "%s"', (age, text) => {
  expect(formatAgo(age)).toBe(text)
})

describe('people and sessions', () => {
  let folder: string
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'sojourn-demo-'))
  })
  afterAll(() => rm(folder, { recursive: true, force: true }))

  /** Prepares them in a process of its own, then does something. Returns what was written. */
  async function start(database: string, then = '', ...flags: string[]): Promise<string> {
    const script = `
      import { passwords, preparePeople, storage } from 'example-demo/people'
      await preparePeople()
      ${then}
    `
    const { stdout, stderr } = await run(
      process.execPath,
      [...flags, '--input-type=module', '--eval', script],
      { cwd: import.meta.dirname, env: { ...process.env, DEMO_DATABASE: database } },
    )
    expect(stderr).toBe('')
    return stdout
  }

  const look = `
    const ada = { email: 'marin@example.com', password: 'open-sea' }
    console.log((await passwords.verify(ada))?.name, await passwords.verify({ ...ada, password: 'no' }))
  `

  it('are in a file, with two people at first, and are still there at the next start', async () => {
    const file = join(folder, 'people.db')
    expect(await start(file, look)).toBe(`  People and sessions: ${file} (new)\nMarin Holt null\n`)
    const add = `
      await passwords.signUp({ email: 'mae@example.com', password: 'salt-and-tar', name: 'Mae' })
      const marin = await storage.readUserByEmail('marin@example.com')
      await passwords.change(marin.id, { current: 'open-sea', password: 'closed-sea' })
    `
    expect(await start(file, add)).toBe(`  People and sessions: ${file} (2 people)\n`)
    expect(await start(file, look)).toBe(
      `  People and sessions: ${file} (3 people)\nundefined null\n`,
    )
  })

  it('are there once, when both demos start with a new file at the same moment', async () => {
    const file = join(folder, 'both.db')
    const lines = await Promise.all([1, 2, 3, 4].map(() => start(file, look)))
    for (const line of lines) expect(line).toContain('\nMarin Holt null\n')
    expect(await start(file)).toContain('(2 people)')
  })

  it('are in memory if that is asked for', async () => {
    expect(await start(':memory:', look)).toBe(
      '  People and sessions: :memory: (new)\nMarin Holt null\n',
    )
  })

  it('are in memory where Node has no SQLite, and it says so', async () => {
    const file = join(folder, 'never.db')
    const written = await start(file, look, '--no-experimental-sqlite')
    expect(written).toMatch(/in memory, because this Node \(v[\d.]+\) has no node:sqlite.*\n/)
    expect(written).toContain('\nMarin Holt null\n')
  })
})
