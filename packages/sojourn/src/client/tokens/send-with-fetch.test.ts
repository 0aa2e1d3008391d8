import { createServer, type IncomingMessage, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { sendWithFetch } from './send-with-fetch.ts'

let server: Server
let origin = ''
let seen: { request: IncomingMessage; body: string } | undefined

beforeAll(async () => {
  server = createServer((request, response) => {
    void (async () => {
      seen = { request, body: await text(request) }
      const [, status, body = ''] = /^\/(\d+)\/([^?]*)/.exec(request.url ?? '') ?? []
      response.writeHead(Number(status), { 'x-kind': 'test' }).end(decodeURIComponent(body))
    })()
  })
  await new Promise<void>((resolve) => {
    server.listen(0, resolve)
  })
  origin = `http://localhost:${(server.address() as AddressInfo).port}`
})

afterAll(() => {
  server.close()
})

const url = (status: number, body: string): string =>
  `${origin}/${status}/${encodeURIComponent(body)}`

describe('a request by fetch', () => {
  it('carries method, headers, query and JSON', async () => {
    const answer = await sendWithFetch({
      url: url(201, '{"token":"t"}'),
      method: 'patch',
      headers: { 'x-a': '1' },
      body: { user: 'ada' },
      query: { a: 'b c' },
    })
    expect(answer).toMatchObject({ status: 201, body: { token: 't' } })
    expect(answer.headers.get('x-kind')).toBe('test')
    expect(seen?.request).toMatchObject({
      method: 'PATCH',
      headers: { 'x-a': '1', 'content-type': 'application/json', accept: 'application/json' },
    })
    expect(seen?.request.url).toMatch(/\?a=b\+c$/)
    expect(seen?.body).toBe('{"user":"ada"}')
  })

  it('adds to a query that is there, and sends no body where there is none', async () => {
    const request = { method: 'get', headers: {}, query: { b: '2' } }
    expect(await sendWithFetch({ ...request, url: `${url(200, 'hello')}?a=1` })).toMatchObject({
      body: 'hello',
    })
    expect(seen?.request.url).toMatch(/\?a=1&b=2$/)
    expect(seen?.request.headers).not.toHaveProperty('content-type')
    expect(seen?.body).toBe('')
    expect((await sendWithFetch({ ...request, query: {}, url: url(200, '') })).body).toBeUndefined()
  })

  it.each([
    [
      401,
      '{"message":"wrong password"}',
      'HTTP 401: wrong password',
      { message: 'wrong password' },
    ],
    [500, '{"message":5}', 'HTTP 500', { message: 5 }],
    [404, '<html>', 'HTTP 404', '<html>'],
  ])('rejects with status and body for %i', async (status, body, message, data) => {
    await expect(
      sendWithFetch({ url: url(status, body), method: 'post', headers: {} }),
    ).rejects.toMatchObject({ message, status, statusCode: status, data })
  })
})
