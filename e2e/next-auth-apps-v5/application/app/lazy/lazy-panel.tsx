'use client'

import { getProviders, signIn, useSession } from 'next-auth/react'
import { useState } from 'react'

/** Signs in where the configuration is made for each request. */
export function LazyPanel() {
  const { data, status } = useSession()
  const [outcome, setOutcome] = useState('')

  async function enter() {
    const { ok } = await signIn('guest', { name: 'Grace', redirect: false })
    setOutcome(`${ok} ${Object.keys((await getProviders()) ?? {}).join()}`)
  }

  return (
    <>
      <p data-testid="status">{status}</p>
      <p data-testid="name">{data?.user.name ?? 'nobody'}</p>
      <button data-testid="sign-in" onClick={() => void enter()}>
        Sign in
      </button>
      <output data-testid="outcome">{outcome}</output>
    </>
  )
}
