import { signInMessage } from 'example-demo/sign-in-message'
import type { Metadata } from 'next'
import { redirect } from 'next/navigation'
import { getServerSession } from 'sojourn/next'
import { authOptions } from '../../auth'
import { LoginPanel } from '../../components/login-panel'

export const metadata: Metadata = { title: 'Sign in' }

/**
 * For guests: whoever is signed in goes on to the start page, unless there is something to tell. A second sign-in, to
 * confirm who one is, may fail, too.
 */
export default async function LoginPage({ searchParams }: PageProps<'/login'>) {
  const { callbackUrl, code, error } = await searchParams
  const hasFailed = error !== undefined && error !== 'SessionRequired'
  if (!hasFailed && (await getServerSession(authOptions))) redirect('/')
  return (
    <LoginPanel
      // Passed on as it is: the engine alone decides where it may lead.
      callbackUrl={typeof callbackUrl === 'string' ? callbackUrl : '/'}
      problem={signInMessage(error, code)}
    />
  )
}
