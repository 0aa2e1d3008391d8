/**
 * The `Cookie` header of a visitor, as later answers change it.
 *
 * @module
 */

/** Cookies as they are sent. */
export interface CookieHeader {
  /** Raw, as it came or was set; `undefined` if there is none. The first of a name: for browsers the longest path. */
  readonly get: (name: string) => string | undefined
  /** Sets the one cookie of this name, in place of all that there are; of `undefined`, removes them. */
  readonly set: (name: string, value: string | undefined) => void
  /** The header; `undefined` without cookies. Until something is set it is as it came, and then only that changes. */
  readonly text: () => string | undefined
}

/** @param given The header as it came. */
export function createCookieHeader(given: string | undefined): CookieHeader {
  let text = given
  let pairs: readonly CookiePair[] = (given ?? '').split(';').map(splitPair)
  return {
    get: (name) => pairs.find((pair) => pair.name === name)?.value,
    set(name, value) {
      const at = pairs.findIndex((pair) => pair.name === name)
      const others = pairs.filter((pair) => pair.name !== name)
      // Where the first one stood, since the order says something among those of one name alone.
      const place = at < 0 ? others.length : at
      const own = value === undefined ? [] : [{ name, value, raw: `${name}=${value}` }]
      pairs = [...others.slice(0, place), ...own, ...others.slice(place)]
      text = pairs.flatMap(({ raw }) => (raw === '' ? [] : [raw])).join('; ') || undefined
    },
    text: () => text,
  }
}

/** A cookie as it stands in a header. */
export interface CookiePair {
  /** Empty if there is none. */
  readonly name: string
  readonly value: string
  /** All of it. */
  readonly raw: string
}

/** Reads `name=value`. */
export function splitPair(pair: string): CookiePair {
  const raw = pair.trim()
  const equals = raw.indexOf('=')
  if (equals < 0) return { name: '', value: '', raw }
  return { name: raw.slice(0, equals).trim(), value: raw.slice(equals + 1).trim(), raw }
}
