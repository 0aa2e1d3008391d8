import { signInMessage } from 'example-demo/sign-in-message'
import type { Metadata } from 'next'
import { redirect } from 'next/navigation'
import { getServerSession } from 'sojourn/next'
import { authOptions } from '../../auth'
import { LoginPanel } from '../../components/login-panel'

export const metadata: Metadata = { title: 'Sign in' }

/** For guests: whoever is signed in goes on to the start page. */
export default async function LoginPage({ searchParams }: PageProps<'/login'>) {
  if (await getServerSession(authOptions)) redirect('/')
  const { callbackUrl, code, error } = await searchParams
  return (
    <LoginPanel
      // Passed on as it is: the engine alone decides where it may lead.
      callbackUrl={typeof callbackUrl === 'string' ? callbackUrl : '/'}
      problem={signInMessage(error, code)}
    />
  )
}
