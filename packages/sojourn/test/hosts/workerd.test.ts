import { afterAll, describe, expect, it, vi } from 'vitest'
import { createBrowser } from '../support/browser.ts'
import { startFaultyProvider } from '../support/faulty-provider.ts'
import { signInAda } from '../support/test-auth.ts'
import { everySuite } from './suites/every-suite.ts'
import { bundleWorker, startWorkerd } from './workerd.ts'

const host = await startWorkerd()
afterAll(async () => host.close())

describe('a worker', () => {
  // What a request began ends with it, in this runtime: nobody may wait for it for ever.
  it('finds out about a provider though the first who asked has gone', async () => {
    const provider = await startFaultyProvider()
    const shared = { type: 'oidc', issuer: provider.issuer, clientId: 'c' } as const
    const application = await host.start({
      config: { providers: [{ id: 'one', name: 'One', ...shared }] },
    })
    const browser = createBrowser(application)
    const csrfToken = await browser.csrfToken()
    const init = { method: 'POST', body: new URLSearchParams({ csrfToken }) }
    const path = '/api/auth/signin/one'

    provider.fault = 'discovery hangs'
    const leaving = new AbortController()
    const first = application.handle(browser.request(path, { ...init, signal: leaving.signal }))
    await vi.waitFor(() => expect(provider.requests).toHaveLength(1))
    leaving.abort()
    await expect(first).rejects.toThrow()
    provider.fault = 'none'

    for (let round = 0; round < 2; round++) {
      const response = await application.handle(browser.request(path, init))
      expect(response.headers.get('location')).toContain(`${provider.issuer}/auth?`)
    }
    await provider.close()
  })

  it('needs nothing of Node', async () => {
    expect(await bundleWorker()).not.toMatch(/["']node:/)
  })

  it('may make its engine when it is loaded', async () => {
    const browser = createBrowser(host.first)
    await signInAda(browser)
    expect(await browser.session()).toMatchObject({ user: { name: 'Ada' } })
  })
})

everySuite(host)
