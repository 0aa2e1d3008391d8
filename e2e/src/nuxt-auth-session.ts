/**
 * Signing in at the application `nuxt-auth-apps/authjs` without a browser, by its endpoints.
 *
 * @module
 */

/** Who is signed in, and by which cookies. */
export interface SignedIn {
  /** `undefined`: nobody. */
  readonly name: string | undefined
  /** The header `Cookie`. */
  readonly cookie: string
}

/** Signs in, and asks who that is. */
export async function signInByEndpoints(url: string): Promise<SignedIn> {
  const jar = new Map<string, string>()
  const cookie = (): string => [...jar].map((pair) => pair.join('=')).join('; ')
  const ask = async (path: string, init: RequestInit = {}): Promise<unknown> => {
    const response = await fetch(`${url}/api/auth/${path}`, {
      ...init,
      headers: { cookie: cookie() },
      redirect: 'manual',
    })
    for (const line of response.headers.getSetCookie()) {
      const [pair = ''] = line.split(';')
      const [name = ''] = pair.split('=')
      jar.set(name, pair.slice(name.length + 1))
    }
    return response.json()
  }
  const { csrfToken } = (await ask('csrf')) as { csrfToken: string }
  const form = { csrfToken, username: 'ada', password: 'engine', json: 'true' }
  await ask('callback/credentials', { method: 'POST', body: new URLSearchParams(form) })
  return { name: await nameOf(url, cookie()), cookie: cookie() }
}

/** Who is signed in by these cookies. */
export async function nameOf(url: string, cookie: string): Promise<string | undefined> {
  const response = await fetch(`${url}/api/auth/session`, { headers: { cookie } })
  const { user } = (await response.json()) as { user?: { name: string } }
  return user?.name
}
