import { describe, expect, it } from 'vitest'
import { createTokenWorld, flush, rotating } from '../../../test/support/fake-token-world.ts'
import { defineAuthHooks } from './token-hooks.ts'

describe('hooks', () => {
  it('change a request, and say what an answer means', async () => {
    const world = createTokenWorld()
    const contexts: unknown[] = []
    const hooks = defineAuthHooks({
      signIn: {
        createRequest(data, request, context) {
          contexts.push(context)
          expect(request).toMatchObject({ url: '/api/auth/login', method: 'post', body: data })
          return { headers: { 'x-hook': '1' }, body: { user: 'bob' } }
        },
        onResponse: (answer) => {
          const { token, refreshToken } = answer.body as { token: string; refreshToken: string }
          return { token, refreshToken, session: { name: 'from the hook' } }
        },
      },
      getSession: { onResponse: ({ body }) => ({ session: { wrapped: body } }) },
    })
    const { client, state } = world.openTab({ hooks })
    await client.signIn({ user: 'ada' })
    expect(world.backend.requests).toMatchObject([{ headers: { 'x-hook': '1' } }])
    expect(contexts).toEqual([{ action: 'signIn', token: null, refreshToken: null }])
    expect(state()).toMatchObject({ data: { name: 'from the hook' }, refreshToken: 'r0.0' })
    expect(await client.getSession()).toEqual({ wrapped: { name: 'bob' } })
  })

  it('that return false keep a request from being sent, without effect', async () => {
    const world = createTokenWorld()
    const no = { createRequest: () => false as const }
    const hooks = { signIn: no, signUp: no, signOut: no, getSession: no, refresh: no }
    const { client, state } = world.openTab({ hooks })
    expect(await client.signIn({ user: 'ada' })).toBeUndefined()
    expect(await client.signUp({})).toBeUndefined()
    expect(await client.getSession({ force: true })).toBeUndefined()
    expect(await client.signOut()).toBeUndefined()
    expect(world.backend.routes()).toEqual([])
    client.setToken('t')
    client.setRefreshToken('r')
    client.setData({ name: 'ada' })
    expect(await client.refresh()).toEqual({ name: 'ada' })
    client.setToken(null)
    world.browser.advance(1)
    await flush()
    expect(state()).toMatchObject({ token: null, refreshToken: 'r' })
  })

  it('that return false for an answer have seen to it', async () => {
    const world = createTokenWorld()
    const seen = { onResponse: () => false as const }
    const { client, state, live } = world.openTab({ hooks: { signIn: seen, refresh: seen } })
    expect(await client.signIn({ user: 'ada' })).toMatchObject({ refreshToken: 'r0.0' })
    expect(state().token).toBeNull()
    client.setRefreshToken('r0.0')
    client.setData({ name: 'ada' })
    expect(await client.refresh()).toBeNull()
    expect(live().timers).toBeLessThanOrEqual(1)
  })

  it('that see to a refresh without any result are not called without a pause', async () => {
    const world = createTokenWorld()
    let calls = 0
    const hooks = {
      refresh: {
        createRequest() {
          calls++
          return false as const
        },
      },
    }
    const tab = world.openTab({
      hooks,
      snapshot: { data: { name: 'ada' } },
      refetchOnWindowFocus: false,
    })
    tab.client.setRefreshToken('r')
    tab.client.setToken('t')
    tab.client.start()
    world.browser.advance(2000)
    await flush()
    tab.client.setToken(null)
    tab.show()
    await flush()
    const before = calls
    world.browser.advance(4000)
    await flush()
    expect(calls).toBe(before)
    world.browser.advance(1000)
    await flush()
    expect(calls).toBe(before + 1)
  })

  it('may take tokens away', async () => {
    const world = createTokenWorld()
    const hooks = {
      signIn: { onResponse: () => ({ token: null, refreshToken: null, session: null }) },
    }
    const tab = world.openTab({ hooks })
    tab.client.setToken('old')
    tab.client.setRefreshToken('old')
    await tab.client.signIn({ user: 'ada' })
    expect(tab.state()).toMatchObject({ data: null, token: null, refreshToken: null })
  })

  it('that throw make a sign-in reject, and the session unknown', async () => {
    const world = createTokenWorld()
    const failed = new Error('hook')
    const fail = (): never => {
      throw failed
    }
    const tab = world.openTab({
      hooks: { signIn: { createRequest: fail }, getSession: { onResponse: fail } },
    })
    await expect(tab.client.signIn({ user: 'ada' })).rejects.toBe(failed)
    tab.client.setToken('t')
    world.backend.bodies.set('GET /session', {})
    await tab.client.getSession({ force: true })
    expect(tab.state()).toMatchObject({ status: 'unauthenticated' })
  })

  it('are told of an error first, and what they throw is what the caller gets', async () => {
    const world = createTokenWorld()
    const seen: unknown[] = []
    const tab = world.openTab({
      hooks: {
        signIn: {
          onRequestError(error) {
            seen.push(error)
          },
        },
        signUp: {
          onRequestError() {
            throw new Error('in other words')
          },
        },
      },
    })
    await expect(tab.client.signIn({})).rejects.toMatchObject({ status: 401 })
    expect(seen).toMatchObject([{ status: 401 }])
    world.backend.failing.set('POST /register', 409)
    await expect(tab.client.signUp({})).rejects.toThrow('in other words')
  })

  it('without a word leave a refresh as it is configured', async () => {
    const world = createTokenWorld()
    world.backend.isConvergent = true
    const refresh = {
      ...rotating.refresh,
      refreshOnlyToken: true,
      token: { ...rotating.refresh.token, refreshResponseTokenPointer: '/access/0' },
    }
    const tab = world.openTab({
      provider: { ...rotating, refresh },
      hooks: {
        refresh: { onResponse: () => undefined },
        getSession: { createRequest: () => false },
      },
    })
    await tab.client.signIn({ user: 'ada' })
    world.backend.bodies.set('POST /refresh', { access: ['new'] })
    await tab.client.refresh()
    expect(tab.state()).toMatchObject({ token: 'new', refreshToken: 'r0.0' })
    world.backend.bodies.set('POST /refresh', { access: [5] })
    await expect(tab.client.refresh()).rejects.toThrow('holds no token')
  })
})
