import 'example-demo/site.css'
import mark from 'example-demo/mark.svg'
import type { AppProps } from 'next/app'
import Head from 'next/head'
import type { ProviderSnapshot } from 'sojourn/next'
import { SessionProvider } from 'sojourn/react'
import { AuthGate, type PageWithAuth } from '../components/auth-gate'
import { Site } from '../components/site'

type Props = AppProps<{ snapshot?: ProviderSnapshot }> & { Component: PageWithAuth }

/** Around each page of the pages router. A page brings its `snapshot` from `getServerSideProps`. */
export default function App({ Component, pageProps }: Props) {
  const { snapshot, ...props } = pageProps
  return (
    <SessionProvider push {...snapshot}>
      <Head>
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <meta name="theme-color" content="#f6f1e7" media="(prefers-color-scheme: light)" />
        <meta name="theme-color" content="#12151e" media="(prefers-color-scheme: dark)" />
        <link rel="icon" type="image/svg+xml" href={mark.src} />
      </Head>
      <Site router="pages">
        {Component.auth ? (
          <AuthGate auth={Component.auth}>
            <Component {...props} />
          </AuthGate>
        ) : (
          <Component {...props} />
        )}
      </Site>
    </SessionProvider>
  )
}
