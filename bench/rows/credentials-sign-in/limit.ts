/**
 * The least that does it.
 *
 * @module
 */
import type { Prepare } from '../../src/row.ts'
import { leastCredentialsSite } from '../../src/sign-in/least-site.ts'
import { findPerson, signInByCredentials } from '../../src/sign-in/visitor.ts'

export const prepare: Prepare = async () => {
  const site = leastCredentialsSite(findPerson)
  return () => signInByCredentials(site)
}
