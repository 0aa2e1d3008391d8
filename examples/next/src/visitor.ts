import type { RegisteredSession } from 'sojourn'

/** What the server of this application says about whoever asks. */
export interface VisitorReport {
  askedAt: string
  router: 'app' | 'pages'
  session: RegisteredSession | null
}

/** Both routers say it in the same words. */
export function reportOn(
  session: RegisteredSession | null,
  router: VisitorReport['router'],
): VisitorReport {
  return { askedAt: new Date().toISOString(), router, session }
}
