'use client'

import { signIn, useSession } from 'next-auth/react'
import { useState } from 'react'

/** Signs in from the browser, and shows what came of it. */
export function ClientForm() {
  const { data: session, status } = useSession()
  const [username, setUsername] = useState('')
  const [password, setPassword] = useState('')
  const [outcome, setOutcome] = useState('')

  async function submit() {
    setOutcome('…')
    const result = await signIn('credentials', {
      username,
      password,
      redirect: false,
      redirectTo: '/account',
    })
    setOutcome(JSON.stringify(result))
  }

  return (
    <form
      onSubmit={(event) => {
        event.preventDefault()
        void submit()
      }}
    >
      <p data-testid="status">{status}</p>
      <p data-testid="name">{session?.user.name ?? 'nobody'}</p>
      <input
        data-testid="client-username"
        value={username}
        onChange={({ target }) => setUsername(target.value)}
      />
      <input
        data-testid="client-password"
        type="password"
        value={password}
        onChange={({ target }) => setPassword(target.value)}
      />
      <button data-testid="client-submit">Sign in here</button>
      <output data-testid="outcome">{outcome}</output>
    </form>
  )
}
