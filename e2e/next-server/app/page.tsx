import { getSessionSnapshot } from 'sojourn/next'
import { SessionProvider } from 'sojourn/react'
import { Suspense } from 'react'
import { auth, authOptions } from '../auth'
import { enterHere, leave, leaveHere, rename, renameRow } from './actions'
import { Client } from './client'
import { Rules } from './rules'

export default function Home() {
  return (
    <main>
      <Rules />
      <Suspense fallback={<p data-testid="page-fallback">…</p>}>
        <Who testId="page" />
        <Who testId="deep" />
        <Personal />
      </Suspense>
      {Object.entries({ enterHere, leave, leaveHere, rename, renameRow }).map(([name, action]) => (
        <form key={name} action={action}>
          <button data-testid={name}>{name}</button>
        </form>
      ))}
    </main>
  )
}

async function Who({ testId }: { testId: string }) {
  const session = await auth()
  return <p data-testid={testId}>{`${session?.user?.name ?? 'nobody'} ${session?.id ?? ''}`}</p>
}

/** What runs in the browser begins with what the server knows. */
async function Personal() {
  return (
    <SessionProvider {...await getSessionSnapshot(authOptions)}>
      <Client />
    </SessionProvider>
  )
}
