import { CredentialsSignin, type User } from 'next-auth'

/** Tells the form that an account is locked. */
export class LockedSignin extends CredentialsSignin {
  code = 'locked'
}

/** Looks somebody up by what a form has sent. */
export async function findPerson({
  username,
  password,
}: Partial<Record<string, unknown>>): Promise<User | null> {
  if (username === 'locked') throw new LockedSignin()
  if (username === 'broken') throw new Error('The directory is down.')
  if (password !== 'engine') return null
  if (username === 'ada') {
    return { id: '7', name: 'Ada', email: 'ada@example.com', role: 'admin' }
  }
  if (username === 'charles') return { id: '8', name: 'Charles', email: 'charles@example.com' }
  // Known, but `callbacks.signIn` keeps them out.
  if (username === 'banned') return { id: '9', name: 'Banned', email: 'banned@example.com' }
  return null
}
