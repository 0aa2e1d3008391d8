import type { InferSession } from 'sojourn'
import type { authOptions } from './auth'

declare module 'sojourn' {
  /** Every hook and helper gives what the `session` callback of this application returns. */
  interface Register {
    session: InferSession<typeof authOptions>
  }

  interface JWT {
    provider?: string
  }
}

export {}
