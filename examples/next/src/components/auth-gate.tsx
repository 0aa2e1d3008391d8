import type { NextPage } from 'next'
import { useRouter } from 'next/router'
import { type ReactElement, type ReactNode, useEffect } from 'react'
import { useSession } from 'sojourn/react'

/** What a page of the pages router demands of whoever sees it. */
export interface PageAuth {
  /** Default: being signed in is enough. */
  role?: 'guest' | 'keeper'
  /** Shown while it is not known yet. */
  loading?: ReactElement
  /** Where somebody is sent who has not the role. */
  unauthorized?: string
}

/** A page that may say who is to see it. */
export type PageWithAuth = NextPage & { auth?: PageAuth | true }

/** Shows a page to those alone for whom it is; strangers are sent to sign in. */
export function AuthGate({ auth, children }: { auth: PageAuth | true; children: ReactNode }) {
  const { role, loading = null, unauthorized = '/' } = auth === true ? {} : auth
  const { data, status } = useSession({ required: true })
  const { replace } = useRouter()
  const isRefused = status === 'authenticated' && role !== undefined && data.user.role !== role

  useEffect(() => {
    if (isRefused) void replace(unauthorized)
  }, [isRefused, replace, unauthorized])

  return status === 'loading' || isRefused ? loading : children
}
