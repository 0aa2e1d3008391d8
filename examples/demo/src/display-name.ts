/**
 * Reads the display name out of what a browser sent to `update()`.
 *
 * @param data Anything at all.
 * @returns 1 to 60 characters, none of them invisible; `undefined` if there is no such name in it.
 */
export function readDisplayName(data: unknown): string | undefined {
  if (typeof data !== 'object' || data === null || !('name' in data)) return undefined
  const name = typeof data.name === 'string' ? data.name.trim() : ''
  return name.length >= 1 && name.length <= 60 && !/\p{C}/u.test(name) ? name : undefined
}
