import { SessionProvider } from 'next-auth/react'
import { LazyPanel } from './lazy-panel'

export default function Lazy() {
  return (
    <SessionProvider basePath="/api/lazy">
      <LazyPanel />
    </SessionProvider>
  )
}
