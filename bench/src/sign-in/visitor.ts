/**
 * A browser that signs in: keeps cookies, follows what it is told to. The same for every contender, and
 * counted for every one.
 *
 * @module
 */

/** What answers requests, in process. */
export type Site = (request: Request) => Promise<Response>

export const origin = 'http://localhost:3000'

/** One visit of somebody who is not known yet. */
interface Visit {
  readonly get: (path: string) => Promise<Response>
  readonly post: (path: string, fields: Record<string, string>) => Promise<Response>
}

function visit(site: Site): Visit {
  const jar = new Map<string, string>()

  async function send(
    path: string,
    init: RequestInit = {},
    headers: Record<string, string> = {},
  ): Promise<Response> {
    const cookie = Array.from(jar, ([name, value]) => `${name}=${value}`).join('; ')
    const response = await site(
      new Request(origin + path, { ...init, headers: { ...headers, cookie } }),
    )
    for (const set of response.headers.getSetCookie()) {
      const [pair = ''] = set.split(';', 1)
      const name = pair.slice(0, pair.indexOf('='))
      if (/; max-age=0/i.test(set)) jar.delete(name)
      else jar.set(name, pair.slice(name.length + 1))
    }
    return response
  }

  return {
    get: async (path) => send(path),
    post: async (path, fields) =>
      send(
        path,
        { method: 'POST', body: new URLSearchParams(fields).toString() },
        { 'content-type': 'application/x-www-form-urlencoded' },
      ),
  }
}

/** Signs in by a name and a password, and asks who is signed in: three requests. */
export async function signInByCredentials(site: Site): Promise<unknown> {
  const { get, post } = visit(site)
  const { csrfToken } = (await (await get('/api/auth/csrf')).json()) as { csrfToken: string }
  const fields = { csrfToken, username: 'ada', password: 'engine', callbackUrl: origin }
  await post('/api/auth/callback/credentials', fields)
  return (await get('/api/auth/session')).json()
}

/** Signs in at a provider, and asks who is signed in: four requests, and one to the provider. */
export async function signInByProvider(site: Site): Promise<unknown> {
  const { get, post } = visit(site)
  const { csrfToken } = (await (await get('/api/auth/csrf')).json()) as { csrfToken: string }
  const begun = await post('/api/auth/signin/bench', { csrfToken, callbackUrl: origin })
  const there = await fetch(begun.headers.get('location') ?? '', { redirect: 'manual' })
  await there.arrayBuffer()
  const back = new URL(there.headers.get('location') ?? '')
  await get(back.pathname + back.search)
  return (await get('/api/auth/session')).json()
}

/** Who signs in. */
export const person = { id: '1', name: 'Ada Lovelace', email: 'ada@example.com' }

/** Refuses a result that is not this person's session. */
export function checkPerson(result: unknown): void {
  const name = (result as { user?: { name?: unknown } } | null)?.user?.name
  if (name !== person.name) throw new Error(`Nobody was signed in: ${JSON.stringify(result)}`)
}

/** The person, if what was entered is right. */
export function findPerson({ username, password }: Record<string, unknown>): typeof person | null {
  return username === 'ada' && password === 'engine' ? person : null
}
