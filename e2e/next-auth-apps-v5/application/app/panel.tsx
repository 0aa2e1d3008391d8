'use client'

import {
  getCsrfToken,
  getProviders,
  getSession,
  signIn,
  signOut,
  useSession,
} from 'next-auth/react'
import { useState } from 'react'

/** Every function of the client, a button each; what came of it is shown as JSON. */
export function Panel() {
  const { data: session, status, update } = useSession()
  const [outcome, setOutcome] = useState('')

  async function show(work: () => Promise<unknown>) {
    setOutcome('…')
    const result = await work().catch((error: unknown) => `threw ${String(error)}`)
    setOutcome(JSON.stringify(result ?? 'nothing'))
  }
  const button = (name: string, work: () => Promise<unknown>) => (
    <button data-testid={name} onClick={() => void show(work)}>
      {name}
    </button>
  )
  const ada = { username: 'ada', password: 'engine' }

  return (
    <>
      <p data-testid="status">{status}</p>
      <p data-testid="name">{session?.user.name ?? 'nobody'}</p>
      <p data-testid="role">{session?.user.role ?? 'none'}</p>
      <output data-testid="outcome">{outcome}</output>
      {button('session', () => getSession())}
      {button('csrf', () => getCsrfToken())}
      {button('providers', () => getProviders())}
      {button('sign-in-here', () => signIn('credentials', { ...ada, redirect: false }))}
      {button('sign-in-locked', () =>
        signIn('credentials', { username: 'locked', redirect: false }),
      )}
      {button('sign-in-wrong', () =>
        signIn('credentials', { ...ada, password: '?', redirect: false }),
      )}
      {button('sign-in-away', () =>
        signIn('credentials', { ...ada, redirectTo: '/account?from=client' }),
      )}
      {button('sign-in-old', () =>
        signIn('credentials', { ...ada, callbackUrl: '/account?from=old' }),
      )}
      {button('sign-in-wrong-away', () => signIn('credentials', { ...ada, password: '?' }))}
      {button('sign-in-any', () => signIn())}
      {button('sign-in-unknown', () => signIn('nowhere', { redirectTo: '/account' }))}
      {button('sign-in-harbour', () => signIn('harbour', { redirectTo: '/account?from=harbour' }))}
      {button('sign-in-keycloak', () => signIn('keycloak', { redirectTo: '/account' }))}
      {button('harbour-address', () =>
        signIn('harbour', { redirect: false }, { login_hint: 'grace' }),
      )}
      {button('sign-out', () => signOut())}
      {button('sign-out-away', () => signOut({ redirectTo: '/join' }))}
      {button('sign-out-old', () => signOut({ callbackUrl: '/join' }))}
      {button('sign-out-here', () => signOut({ redirect: false }))}
      {button('update', () => update({ nickname: 'Countess' }))}
      {button('update-nothing', () => update())}
    </>
  )
}
