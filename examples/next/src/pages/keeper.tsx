import Head from 'next/head'
import type { ReactNode } from 'react'
import { signOut, useSession } from 'sojourn/react'
import type { PageWithAuth } from '../components/auth-gate'

/** A page for whoever keeps the house. It says so itself, and `_app.tsx` sees to it. */
const KeeperPage: PageWithAuth = () => {
  const { data } = useSession()
  return (
    <Room>
      <h1 id="title" data-testid="keeper">
        The keys are yours, {data?.user.name}.
      </h1>
      <p>
        This page asks for a role by <code>KeeperPage.auth</code>. It is made once for everybody, so
        what only you may know would come from a route that reads your session.
      </p>
    </Room>
  )
}

KeeperPage.auth = {
  role: 'keeper',
  loading: (
    <Room>
      <h1 id="title" data-testid="keeper-loading">
        Looking for your keys …
      </h1>
    </Room>
  ),
  unauthorized: (
    <Room>
      <h1 id="title" data-testid="keeper-refused">
        This room is locked.
      </h1>
      <p>You are signed in, but as a guest. Marin keeps the house, and has the key.</p>
      <button
        className="button secondary"
        type="button"
        data-testid="sign-out"
        onClick={() => void signOut({ callbackUrl: '/login?callbackUrl=/keeper' })}
      >
        Sign in as somebody else
      </button>
    </Room>
  ),
}

function Room({ children }: { children: ReactNode }) {
  return (
    <main id="content" className="narrow">
      <Head>
        <title>Keeper · Sojourn demo</title>
      </Head>
      <section className="panel" aria-labelledby="title">
        {children}
      </section>
    </main>
  )
}

export default KeeperPage
