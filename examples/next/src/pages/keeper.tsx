import Head from 'next/head'
import { useSession } from 'sojourn/react'
import type { PageWithAuth } from '../components/auth-gate'

/** A page for whoever keeps the house. It says so itself, and `_app.tsx` sees to it. */
const KeeperPage: PageWithAuth = () => {
  const { data } = useSession()
  return (
    <main id="content" className="narrow">
      <Head>
        <title>Keeper · Sojourn demo</title>
      </Head>
      <section className="panel" aria-labelledby="title">
        <h1 id="title" data-testid="keeper">
          The keys are yours, {data?.user.name}.
        </h1>
        <p>
          This page asks for a role by <code>KeeperPage.auth</code>. It is made once for everybody,
          so what only you may know would come from a route that reads your session.
        </p>
      </section>
    </main>
  )
}

KeeperPage.auth = {
  role: 'keeper',
  loading: (
    <main id="content" className="narrow">
      <p data-testid="keeper-loading">Looking for your keys …</p>
    </main>
  ),
  unauthorized: '/login?error=AccessDenied',
}

export default KeeperPage
