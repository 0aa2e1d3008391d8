/**
 * The page of a browser, as far as it tells whether somebody is there and which tab speaks for all.
 *
 * @module
 */
import type { PresencePage } from './environment.ts'
import { browserLocks } from './tokens/refresh-lock.ts'

/** What a person does in a page. */
const signs = ['pointerdown', 'keydown', 'touchstart', 'scroll']

/** Adds listeners that neither delay the person nor miss what the application keeps to itself. */
function listen(target: EventTarget, types: readonly string[], run: () => void): () => void {
  const options = { capture: true, passive: true }
  for (const type of types) target.addEventListener(type, run, options)
  return () => {
    for (const type of types) target.removeEventListener(type, run, options)
  }
}

/** The page that this code runs in. */
export function browserPresence(): PresencePage {
  return {
    locks: browserLocks(),
    get storage() {
      return localStorage
    },
    onPerson: (run) => listen(document, signs, run),
    onFrozen(run) {
      const stop = (): void => run(true)
      const goOn = (): void => run(false)
      const cleanups = [
        listen(globalThis, ['pagehide'], stop),
        listen(document, ['freeze'], stop),
        listen(globalThis, ['pageshow'], goOn),
        listen(document, ['resume'], goOn),
      ]
      return () => {
        for (const cleanup of cleanups) cleanup()
      }
    },
  }
}
