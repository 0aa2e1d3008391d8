/**
 * Sojourn's `handle`. Each sign-in is counted, as by default.
 *
 * @module
 */
import { createAuth } from 'sojourn/server'
import { credentials } from 'sojourn/providers/credentials'
import type { Prepare } from '../../src/row.ts'
import { secret } from '../../src/sealed-request.ts'
import { findPerson, signInByCredentials } from '../../src/sign-in/visitor.ts'

export const prepare: Prepare = async () => {
  const auth = createAuth({
    secret,
    providers: [credentials({ credentials: { username: {} }, authorize: findPerson })],
  })
  return () => signInByCredentials(auth.handle)
}
