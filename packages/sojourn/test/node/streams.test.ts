/**
 * Streams as answers over `node:http`, where connections are slow, broken, or gone.
 */
import { createServer, request as open, type ServerResponse } from 'node:http'
import { type AddressInfo, connect, type Socket } from 'node:net'
import { afterEach, expect, it, vi } from 'vitest'
import { sendAnswer } from '../../src/node/index.ts'
import type { Answer } from '../../src/server/index.ts'

const encoder = new TextEncoder()
const closing: (() => void)[] = []

afterEach(() => {
  for (const close of closing.splice(0)) close()
})

async function serve(answer: (res: ServerResponse) => void): Promise<number> {
  const server = createServer((_, res) => answer(res))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  closing.push(() => server.close().closeAllConnections())
  return (server.address() as AddressInfo).port
}

function answer(body: Answer['body'], status = 200): Answer {
  return { status, headers: { 'content-type': 'text/event-stream' }, cookies: [], body }
}

/** What a stream that never ends was asked for, and whether it was cancelled. */
function endless(chunk: Uint8Array): {
  body: ReadableStream<Uint8Array>
  pulled: () => number
  cancelled: () => boolean
} {
  let count = 0
  let isCancelled = false
  const body = new ReadableStream<Uint8Array>({
    pull(controller) {
      count++
      controller.enqueue(chunk)
    },
    cancel() {
      isCancelled = true
    },
  })
  return { body, pulled: () => count, cancelled: () => isCancelled }
}

async function connected(port: number): Promise<Socket> {
  const socket = connect(port, '127.0.0.1')
  closing.push(() => socket.destroy())
  await new Promise<void>((resolve) => socket.once('connect', resolve))
  socket.write('GET / HTTP/1.1\r\nHost: localhost\r\n\r\n')
  return socket
}

it('sends the headers before there is anything to write', async () => {
  const port = await serve((res) => sendAnswer(res, answer(new ReadableStream())))
  const response = await fetch(`http://127.0.0.1:${port}/`)
  expect(response.headers.get('content-type')).toBe('text/event-stream')
  await response.body?.cancel()
})

it('writes no faster than the visitor reads, and stops when they go', async () => {
  const stream = endless(new Uint8Array(256 * 1024))
  const port = await serve((res) => sendAnswer(res, answer(stream.body)))
  const socket = await connected(port)
  socket.pause()
  await vi.waitFor(() => expect(stream.pulled()).toBeGreaterThan(2))
  await new Promise((resolve) => setTimeout(resolve, 300))
  const held = stream.pulled()
  await new Promise((resolve) => setTimeout(resolve, 300))
  expect(stream.pulled()).toBe(held)
  socket.resume()
  await vi.waitFor(() => expect(stream.pulled()).toBeGreaterThan(held))
  socket.pause()
  socket.destroy()
  await vi.waitFor(() => expect(stream.cancelled()).toBe(true))
})

it('cancels a stream whose visitor had gone before it was there, or whose response was used', async () => {
  for (const spoil of [
    (res: ServerResponse) => void res.destroy(),
    (res: ServerResponse) => void res.end('something else'),
  ]) {
    const stream = endless(encoder.encode('x'))
    const port = await serve((res) => {
      spoil(res)
      sendAnswer(res, answer(stream.body))
    })
    await fetch(`http://127.0.0.1:${port}/`).catch(() => undefined)
    expect(stream.cancelled()).toBe(true)
  }
})

it('lets a stream that breaks off look like it', async () => {
  let fail = (): void => undefined
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      controller.enqueue(encoder.encode('half'))
      fail = () => controller.error(new Error('The source failed.'))
    },
  })
  const port = await serve((res) => sendAnswer(res, answer(body)))
  const outcome = await new Promise<string>((resolve) => {
    open({ port, host: '127.0.0.1' }, (response) => {
      response.on('data', () => fail())
      response.on('end', () => resolve('ended'))
      response.on('error', () => resolve('broken off'))
    }).end()
  })
  expect(outcome).toBe('broken off')
})

it('gives an answer that has no body no length', async () => {
  const port = await serve((res) => sendAnswer(res, answer(null, 204)))
  const response = await fetch(`http://127.0.0.1:${port}/`)
  expect(response.status).toBe(204)
  expect(response.headers.has('content-length')).toBe(false)
})

it('leaves no listener on a response that is drained often', async () => {
  const stream = endless(new Uint8Array(64 * 1024))
  let response: ServerResponse | undefined
  const port = await serve((res) => {
    response = res
    sendAnswer(res, answer(stream.body))
  })
  const socket = await connected(port)
  socket.resume()
  await vi.waitFor(() => expect(stream.pulled()).toBeGreaterThan(200))
  expect(response?.listenerCount('close')).toBeLessThan(5)
  expect(response?.listenerCount('drain')).toBeLessThan(5)
})
