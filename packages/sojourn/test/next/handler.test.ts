/**
 * The catch-all route, given the requests of Next itself.
 *
 * @module
 */
import { describe, expect, it } from 'vitest'
import { NextAuth } from '../../src/next/handler.ts'
import { passwordProvider, secret } from '../support/test-auth.ts'

const config = { secret, providers: [passwordProvider], basePath: '/auth' }
const context = { params: Promise.resolve({ nextauth: ['providers'] }) }

function visit(): Request {
  return new Request('http://localhost:3000/auth/providers', {
    headers: { host: 'localhost:3000' },
  })
}

describe('NextAuth below a base path of its own', () => {
  it.each([
    ['by an object', () => NextAuth(config)(visit(), context)],
    ['by a function of the request', () => NextAuth(() => config)(visit(), context)],
    ['by options for one request', () => NextAuth(visit(), context, config)],
  ])('answers, configured %s', async (_, ask) => {
    const response = await ask()
    expect(response.status).toBe(200)
    expect(await response.json()).toMatchObject({
      credentials: { signinUrl: 'http://localhost:3000/auth/signin/credentials' },
    })
  })
})
