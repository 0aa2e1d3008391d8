import { storage } from './storage'

/** What a test looks at, and the one storage of this process, whose parts are bundled on their own. */
interface Probe {
  /** How often the `session` callback was called. */
  reads: number
  /** Whom a server action saw, step by step. */
  seen: (string | null | undefined)[]
  readonly storage: typeof storage
}

const shared = globalThis as { probe?: Probe }

export const probe: Probe = (shared.probe ??= { reads: 0, seen: [], storage })
