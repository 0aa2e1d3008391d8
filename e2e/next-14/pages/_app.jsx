import { SessionProvider } from 'sojourn/react'

export default function App({ Component, pageProps: { snapshot, ...props } }) {
  return (
    <SessionProvider basePath="/shop/api/auth" {...snapshot}>
      <Component {...props} />
    </SessionProvider>
  )
}
