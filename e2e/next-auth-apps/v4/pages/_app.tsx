import type { NextPage } from 'next'
import type { Session } from 'next-auth'
import { SessionProvider, type SessionProviderProps, useSession } from 'next-auth/react'
import type { AppProps } from 'next/app'
import { useRouter } from 'next/router'
import { type ReactNode, useEffect } from 'react'

/** Who may see a page: anybody who is signed in, or those with a role. */
type Guard = true | { role: string; loading: ReactNode; unauthorized: string }

/** A page that says who may see it, and what it needs of the provider. */
export type GuardedPage<P = object> = NextPage<P> & {
  auth?: Guard
  provider?: Omit<SessionProviderProps, 'children'>
}

export default function App({
  Component,
  pageProps: { session, basePath, ...pageProps },
}: AppProps<{ session?: Session | null; basePath?: string }> & { Component: GuardedPage }) {
  return (
    <SessionProvider session={session} basePath={basePath} {...Component.provider}>
      {Component.auth ? (
        <Auth guard={Component.auth}>
          <Component {...pageProps} />
        </Auth>
      ) : (
        <Component {...pageProps} />
      )}
    </SessionProvider>
  )
}

function Auth({ guard, children }: { guard: Guard; children: ReactNode }) {
  // If `{ required: true }` is supplied, `status` can only be "loading" or "authenticated".
  const { data, status } = useSession({ required: true })
  const router = useRouter()
  const isForbidden = status === 'authenticated' && guard !== true && data.user.role !== guard.role
  useEffect(() => {
    if (isForbidden) void router.replace(guard.unauthorized)
  }, [isForbidden])
  if (status === 'loading' || isForbidden) {
    return guard === true ? <p data-testid="waiting">Loading...</p> : guard.loading
  }
  return children
}
