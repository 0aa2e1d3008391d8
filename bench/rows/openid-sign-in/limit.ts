/**
 * The least that does it.
 *
 * @module
 */
import type { Prepare } from '../../src/row.ts'
import { leastProviderSite } from '../../src/sign-in/least-site.ts'
import { signInByProvider } from '../../src/sign-in/visitor.ts'

export const prepare: Prepare = async () => {
  const { BENCH_ISSUER = '', BENCH_CLIENT_ID = '' } = process.env
  const site = await leastProviderSite(BENCH_ISSUER, BENCH_CLIENT_ID)
  return () => signInByProvider(site)
}
