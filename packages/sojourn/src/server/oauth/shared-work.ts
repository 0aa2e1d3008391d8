/**
 * Work that several sign-ins need at once, done once where that is possible.
 *
 * Where a runtime lives for one request at a time, as workers do, what a request has begun ends with it,
 * unfinished and unheard. So nobody waits for another's request for ever.
 *
 * @module
 */

/** How long one waits for what another has asked for, in milliseconds: most of it must be left. */
const sharingTime = 2000

/** Work under way, by whom it is for. */
export type UnderWay<T> = WeakMap<object, Promise<T>>

/** What comes in time, or `undefined`. */
export async function within<T>(milliseconds: number, work: Promise<T>): Promise<T | undefined> {
  let timer: ReturnType<typeof setTimeout> | undefined
  const late = new Promise<undefined>((resolve) => {
    timer = setTimeout(() => resolve(undefined), milliseconds)
  })
  try {
    return await Promise.race([work, late])
  } finally {
    clearTimeout(timer)
  }
}

/**
 * What another has asked for, if it comes in time; else what this one asks for. A failure is no answer: the
 * other may have begun long before.
 */
export async function shareWork<T>(
  underWay: UnderWay<T>,
  owner: object,
  begin: () => Promise<T>,
): Promise<T> {
  const shared = underWay.get(owner)
  if (shared !== undefined) {
    const found = await within(
      sharingTime,
      shared.catch(() => undefined),
    )
    if (found !== undefined) return found
  }
  const own = begin()
  underWay.set(owner, own)
  try {
    return await own
  } finally {
    if (underWay.get(owner) === own) underWay.delete(owner)
  }
}
