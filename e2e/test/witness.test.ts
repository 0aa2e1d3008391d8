/**
 * Real software of the others as the witness: NextAuth 4.24.15 and ours in one application, on one host,
 * under one secret. Either client works on either engine, and either engine reads what the other has
 * sealed, so that people can move, and move back, and nobody is signed out. Next 15 has them both.
 */
import { freePort } from 'example-identity-provider/free-port'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { buildApplication } from '../src/applications.ts'
import { type RunningServer, startServer } from '../src/server.ts'
import { hydrated, openPage, textOf, type VisitedPage } from '../src/visitor.ts'
import { visitSite } from '../src/visit.ts'

const ours = '/api/auth'
const theirs = '/api/witness'
const sessionCookie = 'next-auth.session-token'
const nobody = { status: 'unauthenticated', name: '-' }

interface SessionBody {
  user?: { name?: string; email?: string }
  expires?: string
}

let server: RunningServer

beforeAll(async () => {
  const folder = await buildApplication('e2e/next-15')
  const port = await freePort()
  const environment = {
    // Theirs alone reads this one.
    NEXTAUTH_URL: `http://localhost:${port}${theirs}`,
    NEXTAUTH_SECRET: 'a secret of two engines, '.repeat(2),
  }
  server = await startServer(folder, environment, 'built', port)
})
afterAll(() => server?.close())
const site = visitSite(() => server.url)

async function post(path: string, form: Record<string, string>): Promise<number> {
  const csrf = await site.context.request.get(`${path.split('/').slice(0, 3).join('/')}/csrf`)
  const { csrfToken } = (await csrf.json()) as { csrfToken: string }
  const response = await site.context.request.post(path, {
    form: { ...form, csrfToken, json: 'true' },
  })
  return response.status()
}

/** Signs in at one of the engines, without a page. */
async function signIn(engine: string): Promise<void> {
  const form = { username: 'ada', password: 'engine', callbackUrl: '/' }
  expect(await post(`${engine}/callback/credentials`, form)).toBe(200)
}

async function signOut(engine: string): Promise<void> {
  expect(await post(`${engine}/signout`, { callbackUrl: '/' })).toBe(200)
}

/** Gives the session another name, at one of the engines. */
async function rename(engine: string, name: string): Promise<void> {
  const csrf = await site.context.request.get(`${engine}/csrf`)
  const { csrfToken } = (await csrf.json()) as { csrfToken: string }
  const data = { csrfToken, data: { name } }
  const response = await site.context.request.post(`${engine}/session`, { data })
  expect(response.status()).toBe(200)
}

/** Who one of the engines says is signed in. */
async function sessionAt(engine: string): Promise<SessionBody> {
  return (await site.context.request.get(`${engine}/session`)).json() as Promise<SessionBody>
}

async function cookieNames(): Promise<string[]> {
  const names = (await site.context.cookies()).map(({ name }) => name)
  return names.filter((name) => name.includes('session-token')).toSorted()
}

describe.each([
  { pair: "NextAuth's client on our engine", path: '/their-client', engine: ours },
  { pair: "our client on NextAuth's engine", path: '/our-client', engine: theirs },
])('$pair', ({ path, engine }) => {
  let page: VisitedPage

  beforeEach(async () => {
    page = await openPage(site.context)
    await page.goto(path, { waitUntil: 'networkidle' })
    await hydrated(page)
  })

  /** What the page shows, once it shows this. */
  async function shown(expected: typeof nobody): Promise<typeof nobody> {
    const name = await textOf(page, 'name', expected.name)
    return { status: await textOf(page, 'status', expected.status), name }
  }

  async function press(button: string, password?: string): Promise<void> {
    if (password !== undefined) await page.getByTestId('password').fill(password)
    await page.getByTestId(button).click()
  }

  async function result(): Promise<unknown> {
    return JSON.parse(await textOf(page, 'result', '{'))
  }

  const ada = { status: 'authenticated', name: 'Ada' }
  const grace = { status: 'authenticated', name: 'Grace' }

  it('signs in, reads, updates and signs out', async () => {
    expect(await shown(nobody)).toEqual(nobody)
    await press('sign-in', 'engine')
    expect(await shown(ada)).toEqual(ada)
    expect(await result()).toMatchObject({ ok: true, status: 200, url: `${server.url}${path}` })
    await page.reload({ waitUntil: 'networkidle' })
    expect(await shown(ada)).toEqual(ada)
    await press('read')
    const { user } = (await result()) as SessionBody
    expect(user).toMatchObject({ name: 'Ada', email: 'ada@example.com' })

    await press('update')
    expect(await shown(grace)).toEqual(grace)
    await page.reload({ waitUntil: 'networkidle' })
    expect(await shown(grace)).toEqual(grace)
    expect((await sessionAt(engine)).user?.name).toBe('Grace')

    await press('sign-out')
    expect(await shown(nobody)).toEqual(nobody)
    expect(await result()).toMatchObject({ url: `${server.url}${path}` })
    expect(await sessionAt(engine)).toEqual({})
    expect(await cookieNames()).toEqual([])
    await page.reload({ waitUntil: 'networkidle' })
    expect(await shown(nobody)).toEqual(nobody)
    expect(page.observed.complaints).toEqual([])
  })

  it('signs in and goes where it was to go', async () => {
    await press('sign-in-and-go', 'engine')
    await page.waitForURL(`**${path}?back`)
    expect(await shown(ada)).toEqual(ada)
  })

  it('tells of a wrong password, and that nobody is signed in', async () => {
    await press('sign-in', 'wrong')
    const refused = { ok: false, status: 401, error: 'CredentialsSignin', url: null }
    expect(await result()).toMatchObject(refused)
    expect(await shown(nobody)).toEqual(nobody)
    expect(await cookieNames()).toEqual([])
  })
})

describe.each([
  { from: 'our engine', to: "NextAuth's", at: ours, other: theirs },
  { from: "NextAuth's engine", to: 'ours', at: theirs, other: ours },
])('a session of $from', ({ at, other }) => {
  it('is read, changed and ended by the other engine', async () => {
    await signIn(at)
    const session = await sessionAt(other)
    expect(session.user).toMatchObject({ name: 'Ada', email: 'ada@example.com' })
    // Both have renewed it by now, and each reads what the other made of it.
    expect(await sessionAt(at)).toMatchObject({ user: session.user })
    expect(await (await site.context.request.get('/api/sessions')).json()).toMatchObject({
      ours: { user: session.user },
      theirs: { user: session.user },
    })

    await rename(other, 'Grace')
    expect((await sessionAt(at)).user?.name).toBe('Grace')

    await signOut(other)
    expect(await sessionAt(at)).toEqual({})
    expect(await sessionAt(other)).toEqual({})
    expect(await cookieNames()).toEqual([])
  })

  it('is read by the other engine if it takes several cookies, and made one again', async () => {
    const long = 'Ada '.repeat(1500).trim()
    await signIn(at)
    await rename(at, long)
    const chunks = [`${sessionCookie}.0`, `${sessionCookie}.1`, `${sessionCookie}.2`]
    expect(await cookieNames()).toEqual(chunks)
    expect((await sessionAt(other)).user?.name).toBe(long)
    expect(await cookieNames()).toEqual(chunks)
    expect((await sessionAt(at)).user?.name).toBe(long)

    await rename(other, 'Grace')
    expect(await cookieNames()).toEqual([sessionCookie])
    expect((await sessionAt(at)).user?.name).toBe('Grace')

    await rename(at, long)
    await signOut(other)
    expect(await cookieNames()).toEqual([])
    expect(await sessionAt(at)).toEqual({})
  })
})

describe('a session of Auth.js v5', () => {
  it.each([
    ['in one cookie', 'Ada'],
    ['in several cookies', 'Ada '.repeat(1500).trim()],
  ])('%s moves in under the same secret, for both of the others', async (_, name) => {
    const minted = await site.context.request.get('/api/mint', { params: { name } })
    const [cookie, token] = Object.entries((await minted.json()) as object)[0] as [string, string]
    // As Auth.js cuts it.
    const parts = token.match(/.{1,3936}/gs) ?? []
    await site.context.addCookies(
      parts.map((value, index) => ({
        name: parts.length > 1 ? `${cookie}.${index}` : cookie,
        value,
        url: server.url,
      })),
    )
    const before = await cookieNames()
    expect(before.every((each) => each.startsWith('authjs.'))).toBe(true)

    expect((await sessionAt(ours)).user?.name).toBe(name)
    const after = await cookieNames()
    expect(after).not.toEqual([])
    expect(after.every((each) => each.startsWith('next-auth.'))).toBe(true)
    expect((await sessionAt(theirs)).user?.name).toBe(name)

    await signOut(ours)
    expect(await cookieNames()).toEqual([])
  })

  it('ends with a sign-out that is the first thing it meets', async () => {
    const minted = await site.context.request.get('/api/mint', { params: { name: 'Ada' } })
    const [name, value] = Object.entries((await minted.json()) as object)[0] as [string, string]
    await site.context.addCookies([{ name, value, url: server.url }])
    await signOut(ours)
    expect(await sessionAt(ours)).toEqual({})
    expect(await cookieNames()).toEqual([])
  })
})

it('the functions of both clients work in a server component', async () => {
  const html = await (await site.context.request.get('/providers')).text()
  expect(html).toContain('data-testid="ours">credentials<')
  expect(html).toContain('data-testid="theirs">credentials<')
})
