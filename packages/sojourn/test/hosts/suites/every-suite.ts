/**
 * What is asked of every host.
 *
 * @module
 */
import type { Host } from '../host.ts'
import { eventsSuite } from './events.ts'
import { hostileInputSuite } from './hostile-input.ts'
import { movingInSuite } from './moving-in.ts'
import { providerSignInSuite } from './provider-sign-in.ts'
import { sessionSuite } from './session.ts'
import { storedSessionSuite } from './stored-session.ts'
import { wireSuite } from './wire.ts'

/** Defines all tests that a host must pass, in the file that calls it. */
export function everySuite(host: Host): void {
  sessionSuite(host)
  storedSessionSuite(host)
  eventsSuite(host)
  movingInSuite(host)
  providerSignInSuite(host)
  wireSuite(host)
  hostileInputSuite(host)
}
