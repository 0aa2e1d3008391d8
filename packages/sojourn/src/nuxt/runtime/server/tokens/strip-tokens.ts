/**
 * Answers of the backend without its tokens.
 *
 * @module
 */
import { isRecord } from '../../../../core/protocol.ts'

type Paths = readonly (readonly string[])[]

/**
 * Copies a value without what holds a token: members and elements that are text with one in it, wherever the
 * backend, or a hook, found it.
 *
 * @param tokens What must not be shown.
 * @param paths Where tokens are by configuration, as names from the root; left out whatever is there.
 */
export function stripTokens(value: unknown, tokens: readonly string[], paths: Paths): unknown {
  // A short one could be a part of any text; no real one is.
  const holds = (text: string): boolean =>
    tokens.some((token) => text === token || (token.length >= 8 && text.includes(token)))
  const strip = (part: unknown, below: Paths): unknown => {
    if (below.some((path) => path.length === 0)) return undefined
    if (typeof part === 'string') return holds(part) ? undefined : part
    const under = (key: string): Paths =>
      below.filter(([first]) => first === key).map((path) => path.slice(1))
    if (Array.isArray(part)) {
      return part
        .map((item, index) => strip(item, under(String(index))))
        .filter((item) => item !== undefined)
    }
    if (!isRecord(part)) return part
    return Object.fromEntries(
      Object.entries(part)
        .filter(([key]) => !holds(key))
        .map(([key, item]) => [key, strip(item, under(key))])
        .filter(([, item]) => item !== undefined),
    )
  }
  return strip(value, paths)
}
