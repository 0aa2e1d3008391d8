import { describe, expect, it, vi } from 'vitest'
import { createFakeBrowser } from '../../../../../test/support/fake-browser.ts'
import { createTokenClient } from '../../../../client/tokens/token-client.ts'
import type { TokenProvider } from '../../../../client/tokens/token-provider.ts'
import { createTokenComposables } from '../../../../vue/token-composables.ts'
import { resolveOptions } from '../../../options.ts'
import { startHydrated } from './hydration.ts'

const tokens = { token: 'access-1', refreshToken: 'refresh-1' }

/** A page that was rendered for everybody, with a visitor who holds tokens. */
function setUp() {
  const provider = resolveOptions({
    provider: { type: 'local', refresh: { isEnabled: true } },
  }).public.provider as unknown as TokenProvider
  const cookies = new Map([
    ['auth.token', tokens.token],
    ['auth.refresh-token', tokens.refreshToken],
  ])
  const headers: unknown[] = []
  const client = createTokenClient({
    baseURL: '/api/auth',
    environment: createFakeBrowser().openTab().environment,
    provider,
    jar: {
      read: (name) => cookies.get(name) ?? null,
      write: ({ cookieName }, value) => void cookies.set(cookieName, value ?? ''),
    },
    async send(request) {
      headers.push(request.headers['Authorization'])
      return { status: 200, headers: new Headers(), body: { name: 'ada' } }
    },
  })
  const waiting: (() => void)[] = []
  const shown = startHydrated(client, (run) => waiting.push(run))
  const { state, unbind } = createTokenComposables(shown, provider, async () => undefined)
  return {
    headers,
    shown,
    state,
    unbind,
    seen: () => ({ token: state.rawToken.value, refreshToken: state.refreshToken.value }),
    hydrated: () => {
      for (const run of waiting.splice(0)) run()
    },
  }
}

describe('a page that was rendered for everybody', () => {
  it('shows no tokens until it is hydrated, and then does by itself', async () => {
    const { seen, hydrated, state } = setUp()
    expect(seen()).toEqual({ token: null, refreshToken: null })
    expect([state.status.value, state.loading.value]).toEqual(['loading', false])
    hydrated()
    // What it takes is loaded first.
    await vi.waitFor(() => expect(seen()).toEqual(tokens), { timeout: 10_000 })
    expect(state.status.value).toBe('authenticated')
  })

  it('sends them with what is asked before, and shows them with the answer', async () => {
    const { seen, headers, shown } = setUp()
    expect(await shown.getSession()).toEqual({ name: 'ada' })
    expect(headers).toEqual(['Bearer access-1'])
    expect(seen()).toEqual(tokens)
  })
})
