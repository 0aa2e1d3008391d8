/**
 * An engine for tests: credentials, a clock that stands still, no noise.
 *
 * @module
 */
import { credentials } from '../../src/providers/credentials.ts'
import { type Auth, type AuthConfig, createAuth } from '../../src/server/index.ts'
import type { TestBrowser } from './browser.ts'

export const secret = 'a secret of at least thirty-two characters'

/** Ada signs in with the password `engine`; `throw` as password makes the application throw. */
export const passwordProvider = credentials({
  credentials: {
    username: { label: 'User name' },
    password: { label: 'Password', type: 'password' },
  },
  authorize: ({ username, password }) => {
    if (password === 'throw') throw new Error('database is at db.internal:5432')
    return username === 'ada' && password === 'engine'
      ? { id: '1', name: 'Ada', email: 'ada@example.com', image: 'https://example.com/ada.png' }
      : null
  },
})

/** Everything that was reported, as `level code detail`. */
export const reports: string[] = []

export function testAuth(config: Partial<AuthConfig> = {}): Auth {
  return createAuth({
    secret,
    providers: [passwordProvider],
    logger: {
      error: (code, detail) => reports.push(`error ${code} ${String(detail)}`),
      warn: (code, detail) => reports.push(`warn ${code} ${String(detail)}`),
    },
    ...config,
  })
}

/** Signs Ada in by her password. */
export async function signInAda(browser: TestBrowser): Promise<Response> {
  return browser.post('/api/auth/callback/credentials', {
    csrfToken: await browser.csrfToken(),
    username: 'ada',
    password: 'engine',
  })
}
