import { SessionProvider } from 'next-auth/react'
import { Required } from './required'

export default function RequiredPage() {
  return (
    <SessionProvider>
      <Required />
    </SessionProvider>
  )
}
