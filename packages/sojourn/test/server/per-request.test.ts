/**
 * A configuration that is a function of the request; several hosts in one process.
 *
 * @module
 */
import { describe, expect, it, vi } from 'vitest'
import { type AuthConfig, type ConfigureAuth, createAuth } from '../../src/server/index.ts'
import { createBrowser } from '../support/browser.ts'
import { passwordProvider, secret, signInAda } from '../support/test-auth.ts'

const quiet = { error: () => undefined, warn: () => undefined }

function tenant(name: string): AuthConfig {
  return {
    secret: `${secret} of ${name}`,
    trustHost: true,
    logger: quiet,
    providers: [{ ...passwordProvider, name }],
  }
}

describe('a configuration for each request', () => {
  it('is that of the host which is asked', async () => {
    const tenants = new Map(['a.example', 'b.example'].map((name) => [name, tenant(name)]))
    const auth = createAuth((request) => {
      const config = tenants.get(new URL(request?.url ?? '').hostname)
      if (config === undefined) throw new Error('no such tenant')
      return config
    })
    const a = createBrowser(auth, 'https://a.example')
    const b = createBrowser(auth, 'https://b.example')
    expect(await (await a.get('/api/auth/providers')).json()).toMatchObject({
      credentials: {
        name: 'a.example',
        signinUrl: 'https://a.example/api/auth/signin/credentials',
      },
    })
    await signInAda(a)
    expect(await a.session()).toMatchObject({ user: { name: 'Ada' } })
    // A session of one tenant means nothing to another.
    for (const [name, value] of a.cookies) b.cookies.set(name, value)
    expect(await b.session()).toEqual({})
  })

  it('may be a promise, and is read for sessions, too', async () => {
    const config = tenant('a')
    const configure = vi.fn<ConfigureAuth>(async () => config)
    const auth = createAuth(configure)
    const browser = createBrowser(auth)
    await signInAda(browser)
    const request = browser.request('/')
    expect(await auth.getSession(request)).toMatchObject({ user: { name: 'Ada' } })
    expect(configure).toHaveBeenLastCalledWith(request)
  })

  it('refuses everything while it cannot be made, and says why in the log only (F1)', async () => {
    const log = vi.spyOn(console, 'error').mockImplementation(() => undefined)
    for (const configure of [
      () => {
        throw new Error('tenants are at db.internal')
      },
      () => ({ providers: [], secret: '' }),
      () => undefined as unknown as AuthConfig,
    ]) {
      const auth = createAuth(configure)
      const response = await auth.handle(new Request('https://x.example/api/auth/session'))
      expect(response.status).toBe(500)
      expect(await response.text()).not.toContain('db.internal')
      await expect(auth.getSession(new Request('https://x.example/'))).rejects.toThrow()
    }
    expect(log).toHaveBeenCalled()
    log.mockRestore()
  })

  it('counts attempts together, also where each request gets a new object', async () => {
    const auth = createAuth(() => tenant('a'))
    const browser = createBrowser(auth)
    const csrfToken = await browser.csrfToken()
    const statuses: number[] = []
    for (let guess = 0; guess < 12; guess++) {
      const fields = { csrfToken, username: 'ada', password: String(guess), json: 'true' }
      statuses.push((await browser.post('/api/auth/callback/credentials', fields)).status)
    }
    expect(statuses.slice(9)).toEqual([401, 429, 429])
  })
})

describe('several hosts behind one configuration', () => {
  it('keep their sign-ins apart, and the first that is asked does not stick', async () => {
    const auth = createAuth(tenant('x'))
    const evil = createBrowser(auth, 'https://evil.example')
    await evil.get('/api/auth/signin')
    const app = createBrowser(auth, 'https://app.example')
    expect((await signInAda(app)).headers.get('location')).toBe('https://app.example/')
  })
})
