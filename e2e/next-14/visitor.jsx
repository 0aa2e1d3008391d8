'use client'

import { signIn, signOut, useSession } from 'sojourn/react'

export function Visitor() {
  const { data, status, update } = useSession()
  return (
    <section>
      <p data-testid="status">{status}</p>
      <p data-testid="user-name">{data?.user?.name ?? 'nobody'}</p>
      <button data-testid="sign-in" onClick={() => void signIn()}>
        Sign in
      </button>
      <button data-testid="rename" onClick={() => void update({ name: 'Countess' })}>
        Be a countess
      </button>
      <button data-testid="sign-out" onClick={() => void signOut({ callbackUrl: '/shop' })}>
        Sign out
      </button>
    </section>
  )
}
