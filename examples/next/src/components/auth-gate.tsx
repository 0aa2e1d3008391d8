import type { NextPage } from 'next'
import type { ReactElement, ReactNode } from 'react'
import { useSession } from 'sojourn/react'

/** What a page of the pages router demands of whoever sees it. */
export interface PageAuth {
  /** Default: being signed in is enough. */
  role?: 'guest' | 'keeper'
  /** Shown while it is not known yet. */
  loading?: ReactElement
  /** Shown to somebody who is signed in and has not the role. */
  unauthorized?: ReactElement
}

/** A page that may say who is to see it. */
export type PageWithAuth = NextPage & { auth?: PageAuth | true }

/** Shows a page to those alone for whom it is; strangers are sent to sign in. */
export function AuthGate({ auth, children }: { auth: PageAuth | true; children: ReactNode }) {
  const { role, loading = null, unauthorized = null } = auth === true ? {} : auth
  const { data, status } = useSession({ required: true })
  if (status === 'loading') return loading
  return role === undefined || data.user.role === role ? children : unauthorized
}
