import { describe, expect, it } from 'vitest'
import { maxBodyLength, parseJsonObject, readBodyText } from './body-text.ts'

const invalid = expect.objectContaining({ code: 'body_invalid' }) as unknown
const tooLarge = expect.objectContaining({ code: 'body_too_large' }) as unknown

/** A stream that gives these, and then does as it is told. */
function streamOf(
  chunks: readonly string[],
  then: (controller: ReadableStreamDefaultController<Uint8Array>) => void,
  cancel?: () => Promise<void>,
): ReadableStream<Uint8Array> {
  const left = [...chunks]
  return new ReadableStream({
    pull(controller) {
      const chunk = left.shift()
      if (chunk === undefined) then(controller)
      else controller.enqueue(new TextEncoder().encode(chunk))
    },
    ...(cancel && { cancel }),
  })
}

const end = (controller: ReadableStreamDefaultController<Uint8Array>): void => controller.close()

describe('a body', () => {
  it('is read to its end, also where a letter comes in two parts', async () => {
    const [first = 0, second = 0] = new TextEncoder().encode('é')
    const bytes = new ReadableStream<Uint8Array>({
      start(controller) {
        controller.enqueue(Uint8Array.of(first))
        controller.enqueue(Uint8Array.of(second))
        controller.close()
      },
    })
    expect(await readBodyText(bytes)).toBe('é')
    expect(await readBodyText(streamOf(['a', 'b'], end))).toBe('ab')
  })

  it('that breaks off is invalid', async () => {
    const broken = streamOf(['a'], (controller) => controller.error(new Error('reset')))
    await expect(readBodyText(broken)).rejects.toEqual(invalid)
  })

  it('that is too large is refused, though its sender neither ends nor lets itself be stopped', async () => {
    const half = 'x'.repeat(maxBodyLength / 2)
    expect(await readBodyText(streamOf([half, half], end))).toHaveLength(maxBodyLength)
    const wait = (): void => undefined
    for (const cancel of [
      () => new Promise<void>(() => undefined),
      () => Promise.reject(new Error('no')),
    ]) {
      await expect(readBodyText(streamOf([half, half, '!'], wait, cancel))).rejects.toEqual(
        tooLarge,
      )
    }
  })
})

describe('JSON', () => {
  it('is an object', () => {
    expect(parseJsonObject('{"a":[1,{"b":null}]}')).toEqual({ a: [1, { b: null }] })
    for (const text of ['', '{', '[]', 'null', '1', '"a"']) {
      expect(() => parseJsonObject(text)).toThrow(invalid)
    }
  })

  it('is not quoted by the error: it may hold a password', () => {
    try {
      parseJsonObject('{"password":hunter2}')
      expect.unreachable()
    } catch (error) {
      expect((error as Error).cause).toBeUndefined()
      expect(String((error as Error).stack)).not.toContain('hunter2')
    }
  })

  it('is nested 64 levels deep at most', () => {
    const nested = (levels: number): string => '{"a":'.repeat(levels) + '1' + '}'.repeat(levels)
    expect(() => parseJsonObject(nested(64))).not.toThrow()
    expect(() => parseJsonObject(nested(65))).toThrow(invalid)
  })
})
