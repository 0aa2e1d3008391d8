'use server'

import { AuthError, CredentialsSignin } from 'next-auth'
import { redirect } from 'next/navigation'
import { auth, signIn, signOut, unstable_update } from '@/auth'
import { LockedSignin } from '@/people'

/** What a form is told; `text` for people. */
export interface FormState {
  text: string
}

/** The form of the sign-in page: leads on, or back with what was wrong. */
export async function signInByForm(formData: FormData) {
  try {
    await signIn('credentials', formData)
  } catch (error) {
    if (error instanceof AuthError) redirect(`/login?error=${error.type}`)
    throw error
  }
}

/** The same for `useActionState`: stays, and says what was wrong. */
export async function authenticate(_state: FormState, formData: FormData): Promise<FormState> {
  try {
    await signIn('credentials', {
      username: formData.get('username'),
      password: formData.get('password'),
      redirectTo: '/account?by=state',
    })
  } catch (error) {
    if (error instanceof LockedSignin) return { text: `locked: ${error.type} ${error.code}` }
    if (error instanceof CredentialsSignin) return { text: `${error.type} ${error.code}` }
    if (error instanceof AuthError) return { text: `${error.type}: ${causeOf(error)}` }
    throw error
  }
  return { text: 'This is never reached.' }
}

/** Without a redirect: the page is rendered again, and who is signed in is seen at once. */
export async function signInHere(): Promise<FormState> {
  const url: string = await signIn('credentials', {
    username: 'ada',
    password: 'engine',
    redirectTo: '/account',
    redirect: false,
  })
  const session = await auth()
  return { text: `${pathOf(url)} ${session?.user.name ?? 'nobody'}` }
}

export async function signInAtHarbour() {
  await signIn('harbour', { redirectTo: '/account?from=action' })
}

export async function harbourAddress(): Promise<FormState> {
  const url: string = await signIn('harbour', { redirect: false }, { login_hint: 'grace' })
  const { pathname, searchParams } = new URL(url)
  return {
    text: [
      pathname,
      searchParams.get('login_hint'),
      searchParams.get('code_challenge_method'),
    ].join(' '),
  }
}

export async function signInAnyhow() {
  await signIn()
}

export async function signInNowhere() {
  await signIn('nowhere', { redirectTo: '/account' })
}

export async function signInWithMail(formData: FormData) {
  await signIn('http-email', { email: formData.get('email'), redirectTo: '/account' })
}

export async function signOutHere() {
  await signOut()
}

export async function signOutToJoin() {
  await signOut({ redirectTo: '/join' })
}

export async function signOutQuietly(): Promise<FormState> {
  await signOut({ redirect: false })
  const session = await auth()
  return { text: session?.user.name ?? 'nobody' }
}

export async function rename(): Promise<FormState> {
  const updated = await unstable_update({ user: { name: 'Countess' } })
  return { text: updated?.user.name ?? 'nobody' }
}

function causeOf(error: AuthError): string {
  return error.cause?.err instanceof Error ? error.cause.err.message : 'no cause'
}

function pathOf(url: string): string {
  return new URL(url, 'http://localhost').pathname
}
