import { Suspense } from 'react'
import { askNobody, enter } from '../actions'

type Query = Promise<Record<string, string | undefined>>

export default function Login({ searchParams }: { searchParams: Query }) {
  return (
    <main>
      <Suspense>
        <Form searchParams={searchParams} />
      </Suspense>
      <form action={askNobody}>
        <button data-testid="askNobody">By a provider that is not there</button>
      </form>
    </main>
  )
}

async function Form({ searchParams }: { searchParams: Query }) {
  const { callbackUrl, failed } = await searchParams
  return (
    <form action={enter}>
      <p data-testid="failed">{failed ?? 'not yet'}</p>
      <input name="username" aria-label="User name" />
      <input name="password" type="password" aria-label="Password" />
      {callbackUrl && <input type="hidden" name="redirectTo" value={callbackUrl} />}
      <button data-testid="enter">Sign in</button>
    </form>
  )
}
