import { expect, it } from 'vitest'
import { createFakeBrowser } from '../../test/support/fake-browser.ts'
import { createFakeServer } from '../../test/support/fake-server.ts'
import { createChanges } from './changes.ts'
import { createSessionClient } from './session-client.ts'

it('a window that is opened for a sign-in is closed if what leads it cannot be loaded', async () => {
  const browser = createFakeBrowser()
  const { fetch, seen } = createFakeServer(browser.now)
  const { environment, popups } = browser.openTab()
  // This much was loaded before.
  const importChanges = async () => ({ createChanges })
  const client = createSessionClient({ environment, fetch, session: null }, importChanges)
  const refused = { ok: false, code: 'session_unavailable' }
  await expect(client.signIn('github', { popup: true })).resolves.toMatchObject(refused)
  expect(popups).toHaveLength(1)
  expect(popups[0]?.isClosed()).toBe(true)
  const onServer = createSessionClient({ fetch, session: null }, importChanges)
  await expect(onServer.signIn('github', { popup: true })).resolves.toMatchObject(refused)
  expect(seen).toEqual([])
})
