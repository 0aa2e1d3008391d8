/**
 * `npx sojourn secret`.
 *
 * @module
 */
import { randomBytes } from 'node:crypto'
import { complain, print } from './terminal.ts'

/** Prints a new secret, and beside it where it belongs, so that `$(npx sojourn secret)` is the secret. */
export function printSecret(): number {
  print(randomBytes(32).toString('base64url'))
  complain(
    'Set it as AUTH_SECRET where the application runs: in .env.local, or in the settings of the host. Not in the repository.',
  )
  return 0
}
