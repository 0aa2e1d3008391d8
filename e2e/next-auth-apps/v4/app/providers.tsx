'use client'
import type { Session } from 'next-auth'
import { SessionProvider } from 'next-auth/react'
import type { ReactNode } from 'react'

interface ProvidersProps {
  session: Session | null
  basePath: string
  children: ReactNode
}

export function Providers({ session, basePath, children }: ProvidersProps) {
  return (
    <SessionProvider session={session} basePath={basePath}>
      {children}
    </SessionProvider>
  )
}
