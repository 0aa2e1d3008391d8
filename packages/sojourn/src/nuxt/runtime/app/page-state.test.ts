import { describe, expect, it } from 'vitest'
import { toValue } from 'vue'
import type { NuxtApp } from 'nuxt/app'
import { createSessionClient } from '../../../client/session-client.ts'
import { createAuthComposables } from '../../../vue/auth-composables.ts'
import { asRendered, readPageState, sharePageState } from './page-state.ts'

const ada = { user: { name: 'ada' }, expires: '2126-11-22T00:00:00.000Z' }

/** A page that is rendered on a server where somebody may be known, and what the browser then finds in it. */
function render(session: typeof ada | null | undefined, answer: () => Promise<Response>) {
  const client = createSessionClient({ basePath: '/api/auth', session, fetch: answer })
  const shown = asRendered(client)
  const { state } = createAuthComposables(shown)
  const app = { payload: { state: {} } } as NuxtApp
  sharePageState(app, state, shown.store.get, 1000)
  const carried = () => {
    const entries = Object.entries(app.payload.state)
    const state = Object.fromEntries(
      entries.map(([key, value]) => [key, toValue(value as unknown)]),
    )
    return readPageState({ payload: { state } } as unknown as NuxtApp)
  }
  return { client, state, carried }
}

const fails = async (): Promise<Response> => new Response('', { status: 500 })

describe('the state that a page carries', () => {
  it('is what the server knew', () => {
    const { carried } = render(ada, fails)
    expect(carried()).toMatchObject({ data: ada, serverTime: 1000 })
    expect(render(null, fails).carried()).toMatchObject({ data: null, serverTime: 1000 })
  })

  it('is none where the server could not ask, so that the browser asks, and the page shows the same', async () => {
    const { client, state, carried } = render(undefined, fails)
    await client.getSession()
    expect(client.store.get().error?.code).toBe('session_unavailable')
    expect(carried()).toBeUndefined()
    expect([state.status.value, state.data.value, state.error.value]).toEqual([
      'loading',
      undefined,
      undefined,
    ])
  })

  it('stays what was known where asking again failed', async () => {
    const { client, state, carried } = render(ada, fails)
    await client.getSession()
    expect(state.error.value?.code).toBe('session_unavailable')
    expect(carried()).toMatchObject({ data: ada })
  })
})
