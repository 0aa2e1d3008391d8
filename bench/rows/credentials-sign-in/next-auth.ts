/**
 * next-auth 4 by its own API handler.
 *
 * @module
 */
import Credentials from 'next-auth/providers/credentials'
import type { Prepare } from '../../src/row.ts'
import { secret } from '../../src/sealed-request.ts'
import { nextAuthSite } from '../../src/sign-in/next-auth-site.ts'
import { findPerson, signInByCredentials } from '../../src/sign-in/visitor.ts'

export const prepare: Prepare = async () => {
  // A CommonJS module, whose default export Node and TypeScript see at different places.
  const { default: provider } = Credentials as unknown as { default: (options: object) => object }
  const site = nextAuthSite({
    secret,
    providers: [provider({ credentials: {}, authorize: findPerson })],
  })
  return () => signInByCredentials(site)
}
