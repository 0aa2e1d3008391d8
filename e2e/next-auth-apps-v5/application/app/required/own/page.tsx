'use client'

import { SessionProvider } from 'next-auth/react'
import { useRouter } from 'next/navigation'
import { useCallback } from 'react'
import { Required } from '../required'

export default function RequiredOwn() {
  const router = useRouter()
  const leave = useCallback(() => router.push('/join'), [router])
  return (
    <SessionProvider>
      <Required onUnauthenticated={leave} />
    </SessionProvider>
  )
}
