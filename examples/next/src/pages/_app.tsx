import 'example-demo/site.css'
import mark from 'example-demo/mark.svg'
import type { AppProps } from 'next/app'
import Head from 'next/head'
import type { ProviderSnapshot } from 'sojourn/next'
import { SessionProvider } from 'sojourn/react'
import { Site } from '../components/site'

/** Around each page of the pages router. A page brings its `snapshot` from `getServerSideProps`. */
export default function App({ Component, pageProps }: AppProps<{ snapshot?: ProviderSnapshot }>) {
  const { snapshot, ...props } = pageProps
  return (
    <SessionProvider {...snapshot}>
      <Head>
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <meta name="theme-color" content="#f6f1e7" media="(prefers-color-scheme: light)" />
        <meta name="theme-color" content="#12151e" media="(prefers-color-scheme: dark)" />
        <link rel="icon" type="image/svg+xml" href={mark.src} />
      </Head>
      <Site router="pages">
        <Component {...props} />
      </Site>
    </SessionProvider>
  )
}
