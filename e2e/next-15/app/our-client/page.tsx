'use client'
/** Our client on NextAuth's engine. */
import { getSession, SessionProvider, signIn, signOut, useSession } from 'sojourn/react'
import { Panel } from '../panel'

export default function Page() {
  return (
    <SessionProvider basePath="/api/witness">
      <Panel client={{ getSession, signIn, signOut, useSession }} />
    </SessionProvider>
  )
}
