import { SessionProvider } from 'next-auth/react'
import { Panel } from '../panel'

export default function Client() {
  return (
    <SessionProvider>
      <Panel />
    </SessionProvider>
  )
}
