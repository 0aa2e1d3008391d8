import { createServer } from 'node:http'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { listen, stopServers } from '../../../../test/support/local-server.ts'
import { openApplication } from '../../../../test/support/nuxt-app/open-application.ts'
import plugin from './plugin.ts'
import { sojournOf } from './sojourn-app.ts'
import { useCan } from './use-can.ts'

afterEach(stopServers)

describe('useCan', () => {
  it('says what the person may do, and follows the session', async () => {
    let session: object = {
      user: { role: 'admin' },
      scope: 'posts:read posts:write',
      expires: '2126-11-22T00:00:00.000Z',
    }
    const server = createServer((_, response) => response.end(JSON.stringify(session)))
    const { nuxtApp, text } = await openApplication({
      url: await listen(server),
      plugins: [plugin],
      setup() {
        const can = useCan()
        // Before the server has answered.
        expect(can({})).toBe(false)
        return () =>
          ['posts:write', 'posts:delete']
            .filter((permission) => can({ roles: ['admin'], permissions: [permission] }))
            .join()
      },
    })
    await vi.waitFor(() => expect(text()).toBe('posts:write'), 10_000)
    session = {}
    await sojournOf(nuxtApp).session.ask()
    await vi.waitFor(() => expect(text()).toBe(''), 10_000)
  })
})
