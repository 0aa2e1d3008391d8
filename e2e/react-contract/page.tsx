/**
 * The page: as many components as are asked for, each of which shows the session.
 *
 * What it does is said by its address, so that a test sees at a glance what it opens.
 */
import { Fragment, StrictMode, useState, type ReactElement, type ReactNode } from 'react'
import {
  SessionProvider,
  type SessionProviderProps,
  signIn,
  signOut,
  useSession,
} from 'sojourn/react'

/** What the server knew, as the provider's props. */
export type Snapshot = Pick<SessionProviderProps, 'session' | 'serverTime' | 'renewAt'>

export interface PageProps {
  /** Of the page's address. */
  readonly search: string
  readonly snapshot: Snapshot
}

export function Page({ search, snapshot }: PageProps): ReactElement {
  const query = new URLSearchParams(search)
  const Mode = query.has('strict') ? StrictMode : Fragment
  const provided: SessionProviderProps = {
    ...snapshot,
    ...(query.has('interval') && { refetchInterval: Number(query.get('interval')) }),
    ...(query.has('push') && { push: true }),
    ...(query.has('offline') && { offline: { maxAge: Number(query.get('offline')) } }),
  }
  return (
    <Mode>
      <SessionProvider {...provided}>
        <Status />
        {Array.from({ length: Number(query.get('components') ?? 1) }, (_, index) => (
          <Name key={index} />
        ))}
        <Actions />
      </SessionProvider>
    </Mode>
  )
}

/** As much of the first screen as a person sees at a glance: green or red. */
function Status(): ReactElement {
  const { status, error } = useSession()
  const colors = { authenticated: '#008000', unauthenticated: '#c00000', loading: '#0000c0' }
  return (
    <main style={{ background: colors[status], minHeight: '60vh' }}>
      <p data-testid="status">{status}</p>
      <p data-testid="error">{error?.code ?? 'none'}</p>
    </main>
  )
}

function Name(): ReactElement {
  const { data } = useSession()
  return <p data-testid="name">{data?.user?.name ?? 'nobody'}</p>
}

function Actions(): ReactElement {
  const { update } = useSession()
  const [result, setResult] = useState('')
  const act = (text: string, run: () => Promise<unknown>): ReactNode => (
    <button
      type="button"
      data-testid={text}
      onClick={() => void run().then((value) => setResult(JSON.stringify(value)))}
    >
      {text}
    </button>
  )
  return (
    <div>
      {act('sign-in', () => signIn('credentials', { name: 'Ada', redirect: false }))}
      {act('update', () => update({ name: 'Ada the Second' }))}
      {act('sign-out', () => signOut({ redirect: false }))}
      <output data-testid="result">{result}</output>
    </div>
  )
}
