import { AuthError } from 'next-auth'
import { SessionProvider } from 'next-auth/react'
import { redirect } from 'next/navigation'
import { providerMap, signIn } from '@/auth'
import { signInByForm, signInWithMail } from '../actions'
import { StateForm } from '../forms'
import { ClientForm } from './client-form'

interface Props {
  searchParams: Promise<{ callbackUrl?: string; error?: string; code?: string }>
}

export default async function Login({ searchParams }: Props) {
  const { callbackUrl, error, code } = await searchParams
  return (
    <main>
      <p data-testid="error">{[error, code].filter(Boolean).join(' ')}</p>
      <p data-testid="target">{callbackUrl}</p>
      <form action={signInByForm}>
        <input name="username" data-testid="username" />
        <input name="password" type="password" data-testid="password" />
        <input type="hidden" name="redirectTo" value={callbackUrl ?? '/account'} />
        <button data-testid="submit">Sign in</button>
      </form>
      <StateForm />
      <form action={signInWithMail}>
        <input name="email" data-testid="email" />
        <button data-testid="mail">Send a link</button>
      </form>
      <SessionProvider>
        <ClientForm />
      </SessionProvider>
      {providerMap.map(({ id, name }) => (
        <form
          key={id}
          action={async () => {
            'use server'
            try {
              await signIn(id, { redirectTo: callbackUrl ?? '/account' })
            } catch (thrown) {
              if (thrown instanceof AuthError) redirect(`/failure?error=${thrown.type}`)
              throw thrown
            }
          }}
        >
          <button data-testid={`provider-${id}`}>Sign in with {name}</button>
        </form>
      ))}
    </main>
  )
}
