/**
 * @auth/core 0.41 (Auth.js v5): `Auth()`.
 *
 * @module
 */
import { Auth } from '@auth/core'
import Credentials from '@auth/core/providers/credentials'
import type { Prepare } from '../../src/row.ts'
import { secret } from '../../src/sealed-request.ts'
import { findPerson, signInByCredentials } from '../../src/sign-in/visitor.ts'

export const prepare: Prepare = async () => {
  const config = {
    secret,
    trustHost: true,
    basePath: '/api/auth',
    providers: [Credentials({ credentials: {}, authorize: (entered) => findPerson(entered) })],
  }
  return () => signInByCredentials((request) => Auth(request, config))
}
