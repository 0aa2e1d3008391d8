/**
 * The catch-all route, given the requests of Next itself.
 *
 * @module
 */
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { NextRequest } from 'next/server.js'
import type { NextApiRequest, NextApiResponse } from 'next'
import { describe, expect, it } from 'vitest'
import { NextAuth } from '../../src/next/next-auth.ts'
import { passwordProvider, secret } from '../support/test-auth.ts'

const config = { secret, providers: [passwordProvider], basePath: '/auth' }
const forOne = { ...config }
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
    ['by options for one request', () => NextAuth(visit(), context, forOne)],
    ['by the same options again', () => NextAuth(visit(), context, forOne)],
  ])('answers, configured %s', async (_, ask) => {
    const response = await ask()
    expect(response.status).toBe(200)
    expect(await response.json()).toMatchObject({
      credentials: { signinUrl: 'http://localhost:3000/auth/signin/credentials' },
    })
  })
})

// Refusals are what some of these are about.
const logger = { warn: () => undefined }

describe('handlers', () => {
  const { handlers } = NextAuth({ secret, providers: [passwordProvider], logger })

  it('answer with what Next gives them, or with the request alone', async () => {
    const segments = { params: Promise.resolve({ nextauth: ['csrf'] }) }
    const request = (): Request => new Request('http://localhost:3000/api/auth/csrf')
    for (const response of [
      await handlers.GET(request(), segments),
      await handlers.GET(request()),
      await handlers.GET(new NextRequest(request())),
      await handlers.GET(
        new NextRequest('http://localhost:3000/shop/api/auth/csrf/', {
          nextConfig: { basePath: '/shop' },
        }),
      ),
    ]) {
      expect(await response.json()).toHaveProperty('csrfToken')
    }
  })

  it.each(['/elsewhere/csrf', '/api/auth', '/api/auth/%E0%A4%A'])(
    'know no address %s',
    async (path) => {
      const response = await handlers.GET(new Request(`http://localhost:3000${path}`))
      expect(response.status).toBe(400)
    },
  )

  it('know no address that the catch-all route has matched nothing of', async () => {
    const request = new Request('http://localhost:3000/api/auth/csrf')
    const response = await handlers.GET(request, { params: Promise.resolve({ other: 'x' }) })
    expect(response.status).toBe(400)
  })
})

describe('NextAuth in the pages router', () => {
  it('answers an API route', async () => {
    const handler = NextAuth({ secret, providers: [passwordProvider], logger })
    const server = createServer((req, res) => {
      const { searchParams } = new URL(`http://localhost${req.url ?? ''}`)
      const nextauth = searchParams.getAll('nextauth')
      const query = { nextauth: nextauth.length > 1 ? nextauth : nextauth[0] }
      void handler(
        Object.assign(req, { query }) as unknown as NextApiRequest,
        res as NextApiResponse,
      )
    })
    await new Promise<void>((resolve) => {
      server.listen(0, '127.0.0.1', resolve)
    })
    const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
    try {
      const page = await fetch(`${address}/?nextauth=signin&nextauth=credentials`)
      expect(page.headers.get('content-type')).toContain('html')
      const unknown = await fetch(`${address}/?nextauth=callback&nextauth=nobody`)
      expect(unknown.status).toBe(400)
      // What is no list was not matched by the catch-all route.
      const query = await fetch(`${address}/?nextauth=csrf`)
      expect(query.status).toBe(400)
    } finally {
      server.close()
      server.closeAllConnections()
    }
  })
})
