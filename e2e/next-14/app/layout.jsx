import { getSessionSnapshot } from 'sojourn/next'
import { SessionProvider } from 'sojourn/react'
import { authOptions } from '../auth'

export const metadata = { icons: 'data:,' }

export default async function Layout({ children }) {
  return (
    <html lang="en">
      <body>
        <SessionProvider {...await getSessionSnapshot(authOptions)}>{children}</SessionProvider>
      </body>
    </html>
  )
}
