/** Who watches a session is told when its person's password changes. */
import { expect, it, vi } from 'vitest'
import { createPasswords } from '../../src/passwords/index.ts'
import { memoryStorage } from '../../src/storage/memory.ts'
import type { SessionEndListener } from '../../src/server/watch/session-end.ts'
import { createBrowser } from '../support/browser.ts'
import { testAuth } from '../support/test-auth.ts'
import { another, email, password } from './support/site.ts'

it('a change of the password ends at once what is watched of other sessions', async () => {
  const storage = memoryStorage()
  const passwords = createPasswords(storage)
  const auth = testAuth({ adapter: storage, providers: [passwords.provider()] })
  const { id: userId } = await passwords.signUp({ email, password })
  const browsers = [createBrowser(auth), createBrowser(auth)]
  const listeners = browsers.map(() => vi.fn<SessionEndListener>())
  for (const [index, browser] of browsers.entries()) {
    const csrfToken = await browser.csrfToken()
    await browser.post('/api/auth/callback/credentials', { csrfToken, email, password })
    await auth.onSessionEnd(browser.request('/'), (end) => listeners[index]?.(end))
  }
  const keepSession = (await auth.getToken(browsers[0]?.request('/') ?? new Request('x:')))?.jti
  await passwords.change(userId, { current: password, password: another, keepSession })
  // Not by asking now and then, which is after four seconds at the earliest.
  await vi.waitFor(() => expect(listeners[1]).toHaveBeenCalledWith({ cause: 'revoked' }), 500)
  expect(listeners[0]).not.toHaveBeenCalled()
})
