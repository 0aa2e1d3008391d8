'use client'
import {
  getCsrfToken,
  getProviders,
  getSession,
  signIn,
  signOut,
  useSession,
  type UseSessionOptions,
} from 'next-auth/react'
import { useRef, useState } from 'react'

type Action = () => Promise<unknown>

const ada = { username: 'ada', password: 'engine' }

const actions: Record<string, Action> = {
  'get-session': () => getSession(),
  'get-session-quietly': () => getSession({ broadcast: false }),
  csrf: () => getCsrfToken(),
  providers: () => getProviders(),

  'sign-in': () => signIn(),
  'sign-in-target': () => signIn(undefined, { callbackUrl: '/target?tab=2' }),
  'sign-in-unknown': () => signIn('nobody', { callbackUrl: '/target' }),
  'sign-in-ada': () => signIn('credentials', ada),
  'sign-in-ada-target': () => signIn('credentials', { ...ada, callbackUrl: '/target?tab=3' }),
  'sign-in-ada-absolute': () =>
    signIn('credentials', { ...ada, callbackUrl: `${location.origin}/target?tab=4` }),
  'sign-in-relative-here': () =>
    signIn('credentials', { ...ada, redirect: false, callbackUrl: '/relative' }),
  'sign-in-ada-fragment': () => signIn('credentials', { ...ada, callbackUrl: '/target#end' }),
  'sign-in-ada-foreign': () =>
    signIn('credentials', { ...ada, callbackUrl: 'https://elsewhere.example/' }),
  'sign-in-ada-before': () => signIn('credentials', { ...ada, callbackUrl: '/before' }),
  'sign-in-wrong': () => signIn('credentials', { username: 'ada', password: 'difference' }),
  'sign-in-ada-here': () => signIn('credentials', { ...ada, redirect: false }),
  'sign-in-grace-here': () =>
    signIn('credentials', { username: 'grace', password: 'loom', redirect: false }),
  'sign-in-target-here': () =>
    signIn('credentials', { ...ada, redirect: false, callbackUrl: '/target' }),
  'sign-in-wrong-here': () => signIn('credentials', { redirect: false, password: 'password' }),
  'sign-in-storm-here': () => signIn('credentials', { redirect: false, username: 'storm' }),
  'sign-in-mallory-here': () =>
    signIn('credentials', { redirect: false, username: 'mallory', password: 'keys' }),
  'sign-in-mallory': () => signIn('credentials', { username: 'mallory', password: 'keys' }),
  'sign-in-storm': () => signIn('credentials', { username: 'storm' }),
  'sign-in-trent': () => signIn('credentials', { username: 'trent', password: 'arrives' }),
  'sign-in-pin-here': () => signIn<'credentials'>('pin', { redirect: false, pin: '1815' }),
  'sign-in-nonce-here': async () => {
    const nonce = await getCsrfToken()
    return signIn('pin', { redirect: false, pin: '1815', nonce })
  },
  'sign-in-nonsense-here': () => signIn('pin', { redirect: false, pin: '1815', nonce: 'x' }),
  'sign-in-harbour': () => signIn('harbour'),
  'sign-in-harbour-here': () => signIn('harbour', { redirect: false }),
  'sign-in-harbour-target': () =>
    signIn('harbour', { callbackUrl: `${location.origin}/target` }, { login_hint: 'ada' }),
  'sign-in-harbour-text': () => signIn('harbour', undefined, 'login_hint=grace&max_age=60'),
  'sign-in-plain': () => signIn('plain', { callbackUrl: '/target' }),
  'sign-in-github': () => signIn('github'),
  'sign-in-email': () => signIn('email', { email: 'Bill+crew@Example.com' }),
  'sign-in-email-here': () =>
    signIn('email', { redirect: false, email: 'ada@example.com', callbackUrl: '/target' }),
  'sign-in-email-nowhere': () => signIn('email', { redirect: false, email: 'nowhere' }),

  'sign-out': () => signOut(),
  'sign-out-target': () => signOut({ callbackUrl: '/target?bye=1' }),
  'sign-out-foreign': () => signOut({ callbackUrl: 'https://elsewhere.example/' }),
  'sign-out-here': () => signOut({ redirect: false }),
  'sign-out-target-here': () => signOut({ redirect: false, callbackUrl: '/target' }),
}

/** Shows the session, and a button for each thing that an application can ask for. */
export function Lab({ options }: { options?: UseSessionOptions<boolean> }) {
  const { data: session, status, update } = useSession(options)
  const [outcome, setOutcome] = useState('')
  const seen = useRef<string[]>([])
  if (seen.current.at(-1) !== status) seen.current.push(status)

  const all: Record<string, Action> = {
    ...actions,
    update: () => update(),
    'update-name': () => update({ name: 'Countess' }),
  }
  async function run(name: string) {
    setOutcome('…')
    try {
      setOutcome(JSON.stringify(await all[name]?.()) ?? 'undefined')
    } catch (error) {
      setOutcome(`threw ${String(error)}`)
    }
  }
  return (
    <main>
      <p data-testid="status">{status}</p>
      <p data-testid="statuses">{seen.current.join(' ')}</p>
      <p data-testid="kind">{session === undefined ? 'undefined' : session && 'session'}</p>
      <p data-testid="name">{session?.user.name}</p>
      <p data-testid="role">{session?.user.role}</p>
      <p data-testid="provider">{session?.provider}</p>
      <p data-testid="updates">{session?.updates}</p>
      <Beside />
      {Object.keys(all).map((name) => (
        <button key={name} type="button" data-testid={name} onClick={() => void run(name)}>
          {name}
        </button>
      ))}
      <output data-testid="outcome">{outcome}</output>
    </main>
  )
}

/** A second component that reads the session. */
function Beside() {
  const { data } = useSession()
  return <p data-testid="beside">{data?.user.name}</p>
}
