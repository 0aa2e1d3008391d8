import { getServerSession } from 'sojourn/next'
import { type ReactNode, Suspense } from 'react'
import { authOptions } from '../auth'

export const metadata = { icons: 'data:,' }

export default function Layout({ children }: { children: ReactNode }) {
  return (
    <html lang="en">
      <body>
        <header data-testid="shell">The same for everybody</header>
        <Suspense fallback={<p data-testid="badge-fallback">…</p>}>
          <Badge />
        </Suspense>
        {children}
      </body>
    </html>
  )
}

async function Badge() {
  const session = await getServerSession(authOptions)
  return <p data-testid="badge">{session?.user?.name ?? 'nobody'}</p>
}
