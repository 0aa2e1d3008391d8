import 'example-demo/site.css'
import mark from 'example-demo/mark.svg'
import type { Metadata, Viewport } from 'next'
import type { ReactNode } from 'react'
import { getSessionSnapshot } from 'sojourn/next'
import { SessionProvider } from 'sojourn/react'
import { authOptions } from '../auth'
import { Site } from '../components/site'

export const metadata: Metadata = {
  title: { template: '%s · Sojourn demo', default: 'Sojourn demo' },
  icons: { icon: { url: mark.src, type: 'image/svg+xml' } },
}

export const viewport: Viewport = {
  colorScheme: 'light dark',
  themeColor: [
    { color: '#f6f1e7', media: '(prefers-color-scheme: light)' },
    { color: '#12151e', media: '(prefers-color-scheme: dark)' },
  ],
}

export default async function Layout({ children }: { children: ReactNode }) {
  return (
    <html lang="en">
      <body>
        {/* `push`: a session that ends elsewhere leaves the screen at once. */}
        <SessionProvider push {...await getSessionSnapshot(authOptions)}>
          <Site router="app">{children}</Site>
        </SessionProvider>
      </body>
    </html>
  )
}
