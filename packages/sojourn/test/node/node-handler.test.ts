/**
 * What is particular to `node:http`: sockets that break, targets and headers in every form, and the
 * frameworks around. What the engine answers is in the suites that run over every host.
 */
import { createServer, IncomingMessage, type RequestListener, type Server } from 'node:http'
import { type AddressInfo, connect, Socket } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'
import { afterEach, describe, expect, it, vi } from 'vitest'
import {
  createNodeHandler,
  sendAnswer,
  toEngineRequest,
  toSessionRequest,
} from '../../src/node/index.ts'
import { readBody } from '../../src/server/request-body.ts'
import { reports, testAuth } from '../support/test-auth.ts'

const servers: Server[] = []

async function listen(
  listener: (...args: Parameters<RequestListener>) => unknown,
): Promise<number> {
  const server = createServer((req, res) => void listener(req, res))
  servers.push(server)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return (server.address() as AddressInfo).port
}

afterEach(() => {
  for (const server of servers.splice(0)) server.close().closeAllConnections()
})

/** Sends bytes as they are and returns what comes back until the connection is closed. */
async function exchange(port: number, text: string): Promise<string> {
  const socket = connect(port, '127.0.0.1')
  // Like a client that looks at the answer only when it has sent everything.
  await new Promise((resolve) => socket.write(text, resolve))
  let answer = ''
  for await (const chunk of socket.setEncoding('utf8')) answer += String(chunk)
  return answer
}

/** A request that no socket has brought. */
function made(fields: Record<string, unknown>, encrypted = false): IncomingMessage {
  const socket = Object.assign(new Socket(), { encrypted })
  return Object.assign(new IncomingMessage(socket), { method: 'GET', url: '/', ...fields })
}

describe('the URL of a request', () => {
  it.each([
    ['is its host and target', 'app.example:3000', '/a?b=c', 'http://app.example:3000/a?b=c'],
    ['knows addresses', '[::1]:3000', '/', 'http://[::1]:3000/'],
    ['is local without a host', undefined, '/a', 'http://localhost/a'],
    ['is local with an empty host', '', '/a', 'http://localhost/a'],
    ['takes no path for a host', 'a/b', '/', 'http://localhost/'],
    ['takes no user for a host', 'user@evil.example', '/', 'http://localhost/'],
    ['takes no port beyond the last', 'app.example:99999', '/', 'http://localhost/'],
    ['takes no number that is no address', '1.2.3.4.5', '/', 'http://localhost/'],
    [
      'leaves slashes where they are',
      'app.example',
      '//evil.example/a',
      'http://app.example//evil.example/a',
    ],
    [
      'takes the path of an absolute target, and the host of the header',
      'a.example',
      'http://b.example/c?d',
      'http://a.example/c?d',
    ],
    [
      'reads an absolute target without a path',
      'a.example',
      'HTTP://b.example?d',
      'http://a.example/?d',
    ],
    [
      'takes no user in an absolute target',
      'a.example',
      'http://u@b.example/c',
      'http://a.example/c',
    ],
    [
      'does not take the scheme of a target',
      'a.example',
      'https://b.example/c',
      'http://a.example/c',
    ],
    ['has no path for the server as a whole', 'a.example', '*', 'http://a.example/'],
    ['has one for an empty target', 'a.example', '', 'http://a.example/'],
  ])('%s', (_, host, url, expected) => {
    const req = made({ url, headers: host === undefined ? {} : { host } })
    expect(toSessionRequest(req).url).toBe(expected)
    expect(toEngineRequest(req).url).toBe(expected)
    expect(URL.canParse(expected)).toBe(true)
  })

  it('is https on an encrypted connection, whatever a header says', () => {
    const headers = {
      host: 'a.example',
      'x-forwarded-proto': 'https',
      'x-forwarded-host': 'b.example',
    }
    expect(toSessionRequest(made({ headers })).url).toBe('http://a.example/')
    expect(toSessionRequest(made({ headers }, true)).url).toBe('https://a.example/')
  })

  it('is the one before a framework stripped the path of a mount', () => {
    const req = made({ url: '/session', originalUrl: '/api/auth/session', headers: {} })
    expect(toSessionRequest(req).url).toBe('http://localhost/api/auth/session')
  })
})

describe('the headers of a request', () => {
  const { headers } = toEngineRequest(made({ headers: { accept: 'a', 'x-list': ['1', '2'] } }))

  it('are found by name, several as one', () => {
    expect(headers.get('accept')).toBe('a')
    expect(headers.get('x-list')).toBe('1, 2')
    expect(headers.get('cookie')).toBeNull()
    expect([...headers]).toEqual([
      ['accept', 'a'],
      ['x-list', '1, 2'],
    ])
  })

  it('are not what an object inherits', () => {
    expect(headers.get('constructor')).toBeNull()
    expect(headers.get('__proto__')).toBeNull()
  })
})

describe('a body that was parsed before', () => {
  const form = { 'content-type': 'application/x-www-form-urlencoded' }
  const document = { 'content-type': 'application/json' }

  function post(body: unknown, headers: Record<string, string> = document): Promise<unknown> {
    return readBody(toEngineRequest(made({ method: 'POST', headers, body })))
  }

  it('counts as it is: fields, text and bytes', async () => {
    expect(await post({ a: { b: 1 } })).toEqual({ a: { b: 1 } })
    expect(await post('a=1', form)).toEqual({ a: '1' })
    expect(await post(Buffer.from('{"a":"é"}'))).toEqual({ a: 'é' })
    expect(await post(null)).toEqual({})
  })

  it('counts by the first of several fields of a form', async () => {
    expect(await post({ a: ['1', '2'], b: '3' }, form)).toEqual({ a: '1', b: '3' })
    expect(await post({ a: ['1', '2'] })).toEqual({ a: ['1', '2'] })
  })

  it.each([[[1]], [1], [true], ['text']])('is refused if it is %j', async (body) => {
    await expect(post(body)).rejects.toMatchObject({ code: 'body_invalid' })
  })

  it('is refused above 64 KiB', async () => {
    const large = { code: 'body_too_large' }
    await expect(post('x'.repeat(65_537))).rejects.toMatchObject(large)
    await expect(post({}, { ...document, 'content-length': '65537' })).rejects.toMatchObject(large)
  })

  it('puts no field into a prototype', async () => {
    const body = (await post(JSON.parse('{"__proto__":{"polluted":1}}'))) as { polluted?: number }
    expect(body.polluted).toBeUndefined()
    expect(Object.getPrototypeOf(body)).toBeNull()
  })

  it('is read from the request where a parser left an empty object and read nothing', async () => {
    const port = await listen((req, res) => {
      Object.assign(req, { body: {} })
      void readBody(toEngineRequest(req)).then((body) => res.end(JSON.stringify(body)))
    })
    const response = await fetch(`http://127.0.0.1:${port}/`, {
      method: 'POST',
      body: new URLSearchParams({ a: '1' }),
    })
    expect(await response.json()).toEqual({ a: '1' })
  })
})

describe('an answer', () => {
  it('keeps the cookies of the host, one header each, and says its length', async () => {
    const port = await listen((_, res) => {
      res.setHeader('set-cookie', 'host=1')
      res.setHeader('x-host', 'kept')
      sendAnswer(res, {
        status: 200,
        headers: { 'content-type': 'text/plain' },
        cookies: ['a=1', 'b=2; Path=/'],
        body: 'é',
      })
    })
    const response = await fetch(`http://127.0.0.1:${port}/`)
    expect(response.headers.getSetCookie()).toEqual(['host=1', 'a=1', 'b=2; Path=/'])
    expect(response.headers.get('x-host')).toBe('kept')
    expect(response.headers.get('content-length')).toBe('2')
    expect(await response.text()).toBe('é')
  })

  it('leaves a response alone that was begun already', async () => {
    const port = await listen((_, res) => {
      res.end('host')
      sendAnswer(res, { status: 200, headers: {}, cookies: [], body: 'engine' })
    })
    expect(await (await fetch(`http://127.0.0.1:${port}/`)).text()).toBe('host')
  })
})

describe('a listener', () => {
  const auth = testAuth()
  const handler = createNodeHandler(auth)

  it('answers below the base path and leaves the rest to the next handler', async () => {
    const port = await listen((req, res) => {
      void handler(req, res, () => res.end('next'))
    })
    const get = async (path: string): Promise<string> =>
      (await fetch(`http://127.0.0.1:${port}${path}`)).text()
    expect(await get('/api/auth/session')).toBe('{}')
    expect(await get('/api/auth/nonsense')).toContain('action_unknown')
    expect(await get('/')).toBe('next')
    expect(await get('/api/auth')).toBe('next')
    expect(await get('/api/authority')).toBe('next')
    expect(await get('/?/api/auth/session')).toBe('next')
  })

  it('refuses what is not for the engine when it is alone', async () => {
    const port = await listen(handler)
    const response = await fetch(`http://127.0.0.1:${port}/elsewhere`)
    expect(response.status).toBe(400)
    expect(await response.json()).toMatchObject({ code: 'action_unknown' })
  })

  it('answers what it is sent on one connection, in any form of target', async () => {
    const port = await listen(handler)
    const get = (target: string, more = ''): string =>
      `GET ${target} HTTP/1.1\r\nHost: localhost\r\n${more}\r\n`
    const answer = await exchange(
      port,
      get('/api/auth/session') +
        get('http://elsewhere.example/api/auth/csrf') +
        'OPTIONS * HTTP/1.1\r\nHost: a b\r\n\r\n' +
        get('/api/auth/session', 'Connection: close\r\n'),
    )
    expect(answer.match(/HTTP\/1\.1 \d+/g)).toEqual([
      'HTTP/1.1 200',
      'HTTP/1.1 200',
      'HTTP/1.1 400',
      'HTTP/1.1 200',
    ])
  })

  it.each([
    ['that says so', `Content-Length: 20000000\r\n\r\n${'x'.repeat(20_000_000)}`],
    [
      'that turns out so',
      `Transfer-Encoding: chunked\r\n\r\n${`f4240\r\n${'x'.repeat(1_000_000)}\r\n`.repeat(20)}0\r\n\r\n`,
    ],
  ])('refuses a large body %s, and a client that sends on hears it', async (_, body) => {
    const port = await listen(handler)
    const head = 'POST /api/auth/session HTTP/1.1\r\nHost: localhost\r\n'
    const next = 'GET /api/auth/session HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n'
    const answer = await exchange(port, `${head}Content-Type: application/json\r\n${body}${next}`)
    expect(answer).toMatch(/^HTTP\/1\.1 413 [^{]*\{"code":"body_too_large"/)
    expect(answer).toContain('HTTP/1.1 200 OK')
  })

  it('outlives clients that go away in the middle of a body', async () => {
    reports.length = 0
    let pending = 0
    const port = await listen((req, res) => {
      pending++
      void handler(req, res).then(() => pending--)
    })
    const head =
      'POST /api/auth/session HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n'
    for (const body of [
      'Content-Length: 100\r\n\r\n{"a":',
      'Transfer-Encoding: chunked\r\n\r\n5\r\n{',
    ]) {
      const socket = connect(port, '127.0.0.1')
      await new Promise<void>((resolve) => socket.write(head + body, () => resolve()))
      await pause(50)
      socket.resetAndDestroy()
    }
    await vi.waitFor(() => expect(pending).toBe(0))
    expect((await fetch(`http://127.0.0.1:${port}/api/auth/session`)).status).toBe(200)
    // Nothing of the server's is broken, so nobody is woken.
    expect(reports.filter((line) => line.startsWith('error'))).toEqual([])
    expect(reports.filter((line) => line.includes('body_invalid'))).toHaveLength(2)
  })

  it('says nothing to a client that has gone before the answer', async () => {
    let leave = (): void => undefined
    const gone = new Promise<void>((resolve) => (leave = resolve))
    const redirect = async ({ url }: { url: string }): Promise<string> => {
      await gone
      return url
    }
    const slow = createNodeHandler(testAuth({ callbacks: { redirect } }))
    const written = new Promise<void>((resolve, reject) => {
      void listen((req, res) => {
        res.on('close', leave)
        slow(req, res).then(resolve, reject)
      }).then(async (port) => {
        const socket = connect(port, '127.0.0.1')
        socket.write('GET /api/auth/signin?callbackUrl=/a HTTP/1.1\r\nHost: localhost\r\n\r\n')
        await pause(50)
        socket.destroy()
      })
    })
    await expect(written).resolves.toBeUndefined()
  })

  it('hands what the engine cannot answer to the next handler, or refuses it', async () => {
    const failing = createNodeHandler({
      basePath: '/api/auth',
      answer: () => Promise.reject(new Error('not loaded')),
    })
    const log = vi.spyOn(console, 'error').mockReturnValue()
    const alone = await listen(failing)
    const within = await listen((req, res) => {
      void failing(req, res, (error) => res.end(String(error)))
    })
    const response = await fetch(`http://127.0.0.1:${alone}/api/auth/session`)
    expect(response.status).toBe(500)
    expect(await response.text()).toBe('')
    expect(log).toHaveBeenCalledOnce()
    log.mockRestore()
    const passed = await fetch(`http://127.0.0.1:${within}/api/auth/session`)
    expect(await passed.text()).toBe('Error: not loaded')
  })
})
