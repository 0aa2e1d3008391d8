/**
 * JSON pointers (RFC 6901), by which a configuration says where in a document something is.
 *
 * As NuxtAuth has it, `/` is the whole document, too, where the standard means its member with an empty name.
 *
 * @module
 */

/**
 * Finds what a pointer points at. Only own members count, so that no document leads to a prototype.
 *
 * @returns The value; `undefined` if there is none.
 * @throws {TypeError} If the pointer is neither empty nor begins with `/`.
 */
export function readPointer(document: unknown, pointer: string): unknown {
  return parsePointer(pointer).reduce<unknown>(
    (value, key) =>
      typeof value === 'object' && value !== null && Object.hasOwn(value, key)
        ? (value as Record<string, unknown>)[key]
        : undefined,
    document,
  )
}

/**
 * Makes a document that holds `value` where the pointer points at, and nothing else. A number or `-` after the
 * first `/` makes an array.
 *
 * @throws {TypeError} If the pointer does not begin with `/`, or is the whole document.
 */
export function buildFromPointer(pointer: string, value: unknown): Record<string, unknown> {
  const [first, ...rest] = parsePointer(pointer)
  if (first === undefined) throw new TypeError(`JSON pointer "${pointer}" names no member.`)
  const inner = rest.reduceRight((held, key) => {
    if (!/^(\d+|-)$/.test(key)) return { [key]: held }
    const list: unknown[] = []
    list[Number(key) || 0] = held
    return list
  }, value)
  return { [first]: inner }
}

function parsePointer(pointer: string): string[] {
  if (pointer === '' || pointer === '/') return []
  if (!pointer.startsWith('/')) {
    throw new TypeError(`JSON pointer "${pointer}" does not begin with "/".`)
  }
  return pointer
    .slice(1)
    .split('/')
    .map((key) => key.replaceAll('~1', '/').replaceAll('~0', '~'))
}
