import { passwords } from './passwords.ts'

const [{ email, password }] = passwords

/** How to sign in with the name of somebody who is there from the start. */
export const passwordHint = `${email} / ${password}`

/** What to try in every demo with an identity provider. */
export const signInHints: readonly string[] = [
  `Sign in with Harbour ID, or with a password: ${passwordHint}`,
  'Then open a second tab, sign out there, and look at the first.',
]
