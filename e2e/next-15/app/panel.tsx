'use client'
/** Everything that a client does, for either of them. */
import { useState } from 'react'

interface Client {
  useSession: () => {
    status: string
    data: { user?: { name?: string | null } } | null | undefined
    update: (data: { name: string }) => Promise<unknown>
  }
  getSession: () => Promise<unknown>
  signIn: (provider: string, options: Record<string, unknown>) => Promise<unknown>
  signOut: (options: { redirect: false }) => Promise<unknown>
}

export function Panel({ client }: { client: Client }) {
  const { status, data, update } = client.useSession()
  const [result, setResult] = useState<unknown>()
  const [password, setPassword] = useState('')
  const credentials = { username: 'ada', password }
  const button = (name: string, act: () => Promise<unknown>) => (
    <button data-testid={name} onClick={() => void act().then(setResult)}>
      {name}
    </button>
  )
  return (
    <main>
      <p data-testid="status">{status}</p>
      <p data-testid="name">{data?.user?.name ?? '-'}</p>
      <pre data-testid="result">{JSON.stringify(result)}</pre>
      <input
        data-testid="password"
        value={password}
        onChange={(event) => setPassword(event.target.value)}
      />
      {button('sign-in', () => client.signIn('credentials', { ...credentials, redirect: false }))}
      {button('sign-in-and-go', () =>
        client.signIn('credentials', { ...credentials, callbackUrl: `${location.pathname}?back` }),
      )}
      {button('update', () => update({ name: 'Grace' }))}
      {button('read', () => client.getSession())}
      {button('sign-out', () => client.signOut({ redirect: false }))}
    </main>
  )
}
