import { describe, expect, it } from 'vitest'
import { createTokenClient } from '../../../../client/tokens/token-client.ts'
import type { TokenProvider } from '../../../../client/tokens/token-provider.ts'
import type { TokenRequest } from '../../../../client/tokens/token-request.ts'
import { type ProviderLocal, resolveOptions } from '../../../options.ts'
import { viewOnServer } from './server-view.ts'

const old = { token: 'access-number-1', refreshToken: 'refresh-number-1' }
const renewed = { token: 'access-number-2', refreshToken: 'refresh-number-2' }

/** The client of a request whose backend answers everything with what it was sent and has issued. */
function setUp({
  held = old,
  isHidden = false,
  isAway = false,
}: { held?: Partial<typeof old>; isHidden?: boolean; isAway?: boolean } = {}) {
  const options: ProviderLocal = {
    type: 'local',
    token: { httpOnlyCookieAttribute: isHidden },
    refresh: { isEnabled: true, refreshOnlyToken: false },
  }
  const { private: hidden, public: shown } = resolveOptions({ provider: options })
  const provider = (hidden.provider || shown.provider) as unknown as TokenProvider
  const cookies = new Map(
    Object.entries({ 'auth.token': held.token, 'auth.refresh-token': held.refreshToken }),
  )
  const client = createTokenClient({
    baseURL: '/api/auth',
    provider,
    jar: {
      read: (name) => cookies.get(name) ?? null,
      write: ({ cookieName }, value) => void cookies.set(cookieName, value ?? undefined),
    },
    async send({ url, headers }: TokenRequest) {
      if (isAway) throw new TypeError('Failed to fetch')
      const body = url.endsWith('/refresh')
        ? renewed
        : {
            id: 'ada',
            accessToken: headers['Authorization']?.replace('Bearer ', ''),
            history: [`was ${old.refreshToken}`, 'none'],
          }
      return { status: 200, headers: new Headers(), body }
    },
  })
  return { client, view: viewOnServer(client, { token: provider.token, isHidden }) }
}

describe('what a page sees on the server', () => {
  it.each([false, true])('is without tokens in the session (hidden: %s)', async (isHidden) => {
    const { client, view } = setUp({ isHidden })
    const session = { id: 'ada', history: ['none'] }
    expect(await view.getSession()).toEqual(session)
    expect(view.store.get().data).toEqual(session)
    // They are there.
    expect(JSON.stringify(client.store.get().data)).toContain(old.token)
  })

  it('is without those that a refresh replaced, and those that it brought', async () => {
    const { client, view } = setUp({ held: { refreshToken: old.refreshToken } })
    expect(await view.getSession()).toEqual({ id: 'ada', history: ['none'] })
    expect(client.store.get().token).toBe(renewed.token)
    expect(await view.refresh()).toEqual({ id: 'ada', history: ['none'] })
  })

  it('has the tokens that scripts can read, and not the hidden ones', async () => {
    const seen = async (isHidden: boolean) => {
      const { view } = setUp({ isHidden })
      await view.getSession()
      const { token, refreshToken } = view.store.get()
      return { token, refreshToken }
    }
    expect(await seen(false)).toEqual(old)
    expect(await seen(true)).toEqual({ token: null, refreshToken: null })
  })

  it('is without tokens where the backend could not be asked, as the browser begins', async () => {
    const { view } = setUp({ isAway: true })
    await view.getSession()
    expect(view.store.get()).toMatchObject({ data: null, token: null, refreshToken: null })
    expect(view.store.get().error?.code).toBe('session_unavailable')
  })

  it('is the same object until something changes', async () => {
    const { view } = setUp()
    const first = view.store.get()
    expect(view.store.get()).toBe(first)
    let changes = 0
    view.store.subscribe(() => void changes++)
    await view.getSession()
    expect(changes).toBeGreaterThan(0)
    expect(view.store.get()).not.toBe(first)
  })

  it('leaves what is not known unknown', async () => {
    const { view } = setUp({ held: {} })
    expect(await view.getSession()).toBeUndefined()
    expect(view.store.get().data).toBeUndefined()
  })
})
