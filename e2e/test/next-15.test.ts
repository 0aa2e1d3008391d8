/**
 * Next 15.5 with a middleware on Node, which can ask a database: `auth` and `withAuth` with sessions that are stored. On
 * the edge runtime, and with sealed sessions, `next-server.test.ts` has it.
 */
import { freePort } from 'example-identity-provider/free-port'
import type { APIResponse } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { buildApplication } from '../src/applications.ts'
import { type RunningServer, startServer } from '../src/server.ts'
import { sessionCookies } from '../src/visitor.ts'
import { visitSite } from '../src/visit.ts'

const endpoints = '/api/stored'

let server: RunningServer

beforeAll(async () => {
  const folder = await buildApplication('e2e/next-15')
  const environment = { AUTH_SECRET: 'x'.repeat(40) }
  server = await startServer(folder, environment, 'built', await freePort())
})
afterAll(() => server?.close())
const site = visitSite(() => server.url)

async function visit(path: string): Promise<APIResponse> {
  return site.context.request.get(path, { maxRedirects: 0 })
}

async function post(path: string, form: Record<string, string> = {}): Promise<number> {
  const csrf = await site.context.request.get(`${endpoints}/csrf`)
  const { csrfToken } = (await csrf.json()) as { csrfToken: string }
  const options = { form: { ...form, csrfToken, json: 'true' } }
  return (await site.context.request.post(endpoints + path, options)).status()
}

async function signIn(): Promise<void> {
  expect(await post('/callback/credentials', { username: 'ada', password: 'engine' })).toBe(200)
}

it.each(['/stored/members', '/stored/members?strict=1'])(
  'keeps strangers out of %s, and shows it, with a renewed session, to whoever is signed in',
  async (path) => {
    const refused = await visit(path)
    expect(refused.status()).toBe(307)
    const target = new URL(refused.headers()['location'] ?? '')
    expect(target.pathname).toBe(`${endpoints}/signin`)
    expect(new URL(target.searchParams.get('callbackUrl') ?? '', server.url).href).toBe(
      server.url + path,
    )

    await signIn()
    await new Promise((resolve) => setTimeout(resolve, 1100))
    const shown = await visit(path)
    expect(await shown.text()).toContain('data-testid="member">Ada<')
    expect(sessionCookies(shown)).toHaveLength(1)
    expect(shown.headers()['cache-control']).toMatch(/private.*no-store/)
  },
)

it.each(['/stored/members', '/stored/members?strict=1'])(
  'keeps somebody out of %s as soon as their session is gone, whatever cookie they have',
  async (path) => {
    await signIn()
    expect((await visit(path)).status()).toBe(200)
    const cookies = await site.context.cookies()
    expect(await post('/signout')).toBe(200)
    await site.context.addCookies(cookies)
    expect((await visit(path)).status()).toBe(307)
  },
)

it('says nothing in the log', () => {
  expect(server.log()).not.toMatch(/warn|error|⚠|⨯/i)
})
