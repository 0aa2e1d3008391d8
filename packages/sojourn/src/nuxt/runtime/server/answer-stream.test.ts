import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createApp, defineEventHandler, toNodeListener, toWebHandler } from 'h3'
import { describe, expect, it, vi } from 'vitest'
import { untilClosed } from './answer-stream.ts'

/** A stream that says one word and waits. */
function waiting(): {
  body: ReadableStream<Uint8Array>
  cancelled: () => boolean
  say: (text: string) => void
  close: () => void
} {
  let isCancelled = false
  let controller: ReadableStreamDefaultController<Uint8Array> | undefined
  const body = new ReadableStream<Uint8Array>({
    start(own) {
      controller = own
    },
    cancel() {
      isCancelled = true
    },
  })
  const say = (text: string): void => controller?.enqueue(new TextEncoder().encode(text))
  say('first')
  return { body, cancelled: () => isCancelled, say, close: () => controller?.close() }
}

async function serve(body: ReadableStream<Uint8Array>, before?: () => Promise<unknown>) {
  const app = createApp()
  app.use(
    defineEventHandler(async (event) => {
      await before?.()
      return untilClosed(event, body)
    }),
  )
  const server = createServer(toNodeListener(app))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}/`,
    app,
    close: () => server.close().closeAllConnections(),
  }
}

describe('a stream as an answer of h3', () => {
  it('is written as it comes, to its end', async () => {
    const stream = waiting()
    const server = await serve(stream.body)
    const reader = (await fetch(server.url)).body?.getReader()
    expect(new TextDecoder().decode((await reader?.read())?.value)).toBe('first')
    stream.say('second')
    expect(new TextDecoder().decode((await reader?.read())?.value)).toBe('second')
    stream.close()
    expect((await reader?.read())?.done).toBe(true)
    server.close()
  })

  it('is cancelled when its visitor goes', async () => {
    const stream = waiting()
    const server = await serve(stream.body)
    const response = await fetch(server.url)
    await response.body?.cancel()
    await vi.waitFor(() => expect(stream.cancelled()).toBe(true))
    server.close()
  })

  it('is cancelled when its visitor had gone before it was there', async () => {
    const stream = waiting()
    const leaving = new AbortController()
    const server = await serve(stream.body, async () => {
      leaving.abort()
      await new Promise((resolve) => setTimeout(resolve, 50))
    })
    await expect(fetch(server.url, { signal: leaving.signal })).rejects.toThrow()
    await vi.waitFor(() => expect(stream.cancelled()).toBe(true))
    server.close()
  })

  it('is the platform’s to write where there is no connection', async () => {
    const stream = waiting()
    const app = createApp()
    app.use(defineEventHandler((event) => untilClosed(event, stream.body)))
    const response = await toWebHandler(app)(new Request('http://localhost/'))
    const reader = response.body?.getReader()
    expect(new TextDecoder().decode((await reader?.read())?.value)).toBe('first')
    await reader?.cancel()
    expect(stream.cancelled()).toBe(true)
  })
})
