'use server'

import { redirect } from 'next/navigation'
import { auth, signIn, signOut, unstable_update } from '../auth'
import { probe } from '../probe'
import { refresh } from './refresh'

const name = async () => (await auth())?.user?.name

export async function enter(form: FormData) {
  try {
    await signIn('credentials', form)
  } catch (error) {
    if (error instanceof Error && 'type' in error && 'code' in error) {
      redirect(`/login?failed=${error.type}:${error.code}`)
    }
    throw error
  }
}

/** Signs in and stays, so that Next renders this very page after it. */
export async function enterHere() {
  probe.seen.push(await name())
  const fields = { username: 'ada', password: 'engine', redirectTo: '/members' }
  probe.seen.push(await signIn('credentials', { ...fields, redirect: false }))
  probe.seen.push(await name())
}

export async function leave() {
  await signOut({ redirectTo: '/?left' })
}

export async function leaveHere() {
  probe.seen.push(await name())
  probe.seen.push(await signOut({ redirect: false }))
  probe.seen.push(await name())
}

export async function rename() {
  probe.seen.push(await name())
  const session = await unstable_update({ name: 'Countess' })
  probe.seen.push(session?.user?.name)
  probe.seen.push(await name())
}

/** Changes what the session is made of, and not the session. */
export async function renameRow() {
  const session = await auth()
  probe.seen.push(session?.user?.name)
  await probe.storage.updateUser(session?.id ?? '', { name: 'Lady' })
  probe.seen.push(await name())
  refresh()
}

export async function askNobody() {
  await signIn('nobody', { redirectTo: '/members' })
}
