import { SessionProvider } from 'next-auth/react'
import { auth } from '@/auth'
import { Panel } from '../panel'

export default async function Given() {
  return (
    <SessionProvider
      session={await auth()}
      refetchInterval={0}
      refetchOnWindowFocus={false}
      refetchWhenOffline={false}
    >
      <Panel />
    </SessionProvider>
  )
}
