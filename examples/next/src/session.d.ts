import 'sojourn'

declare module 'sojourn' {
  /** What the `session` callback of this application adds. */
  interface Session {
    user?: {
      id: string
      name?: string | null
      email?: string | null
      image?: string | null
    }
    /** Id of the provider with which the person signed in. */
    provider?: string
  }

  interface JWT {
    provider?: string
  }
}

export {}
