import { getServerSession } from 'next-auth'
import type { ReactNode } from 'react'
import { authOptions } from '../auth/options'
import { basePath } from '../auth/variant'
import { Providers } from './providers'

export default async function Layout({ children }: { children: ReactNode }) {
  const session = await getServerSession(authOptions)
  return (
    <html lang="en">
      <body>
        <Providers session={session} basePath={basePath}>
          {children}
        </Providers>
      </body>
    </html>
  )
}
