'use client'
/** NextAuth's client on our engine. */
import { getSession, SessionProvider, signIn, signOut, useSession } from 'next-auth/react'
import { Panel } from '../panel'

export default function Page() {
  return (
    <SessionProvider basePath="/api/auth">
      <Panel client={{ getSession, signIn, signOut, useSession }} />
    </SessionProvider>
  )
}
