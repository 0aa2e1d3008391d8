/**
 * Step-up: whether a request comes from somebody who has signed in recently enough, or strongly enough.
 *
 * Fails closed: what is not known of a sign-in does not meet the demand.
 *
 * @module
 */
import { authError } from '../../core/errors.ts'
import {
  type AuthenticationDemand,
  maxAgeForm,
  type StepUpError,
  toChallenge,
} from '../../core/step-up.ts'
import type { SessionRequest } from '../answer.ts'
import type { Engine } from '../engine.ts'
import type { SessionAuthentication, SessionClaims } from './session-strategy.ts'

/** Milliseconds by which the clocks of provider and server may differ; as in reading a session. */
const clockTolerance = 15_000

/** {@link Serving.requireAuthentication}. */
export async function requireAuthentication(
  engine: Engine,
  request: SessionRequest,
  demand: AuthenticationDemand = {},
): Promise<SessionClaims> {
  requirePossible(demand)
  const found = await engine.strategy.readAuthentication(engine, request)
  if (found === null) throw authError('session_required')
  if (demand.acrValues !== undefined && !found.keepsLevels) {
    throw authError('configuration_invalid', {
      cause: new TypeError(
        'A stored session does not keep the level of its sign-in, so `acrValues` cannot be demanded of it. Use the session strategy "jwt", or demand `maxAge` alone.',
      ),
    })
  }
  if (demand.maxAge !== undefined && !found.keepsTime) {
    throw authError('configuration_invalid', {
      cause: new TypeError(
        'An adapter of Auth.js does not keep when somebody signed in, so `maxAge` cannot be demanded of its sessions. Use sqlStorage(…), or the session strategy "jwt".',
      ),
    })
  }
  if (!meets(found, demand, engine.config.now())) throw insufficient(demand)
  const { claims, authenticatedAt, acr, amr } = found
  return {
    ...claims,
    // Under these names an application may have claims of its own, which say nothing of this sign-in.
    auth_time: authenticatedAt ? Math.floor(authenticatedAt / 1000) : undefined,
    acr,
    amr,
  }
}

function meets(
  { authenticatedAt, acr }: SessionAuthentication,
  { maxAge, acrValues }: AuthenticationDemand,
  now: number,
): boolean {
  if (acrValues !== undefined && (acr === undefined || !acrValues.includes(acr))) return false
  if (maxAge === undefined) return true
  // A moment in the future was told by a clock that is wrong.
  return (
    authenticatedAt !== undefined &&
    authenticatedAt <= now + clockTolerance &&
    now - authenticatedAt <= maxAge * 1000 + clockTolerance
  )
}

function insufficient({ maxAge, acrValues }: AuthenticationDemand): StepUpError {
  const error = Object.assign(authError('insufficient_user_authentication'), {
    ...(maxAge !== undefined && { max_age: maxAge }),
    ...(acrValues !== undefined && { acr_values: acrValues.join(' ') }),
  })
  // Whoever answers with the error as it is tells the whole demand.
  const toJSON = (): unknown => toChallenge(error)
  return Object.defineProperty(error, 'toJSON', { value: toJSON })
}

/** A demand that nobody can meet would have everybody sign in for ever. */
function requirePossible({ maxAge, acrValues }: AuthenticationDemand): void {
  if (maxAge !== undefined && !(maxAge >= 1 && maxAgeForm.test(String(maxAge)))) {
    throw new TypeError('maxAge must be a whole number of seconds, from 1 to 999999999.')
  }
  if (acrValues === undefined) return
  if (acrValues.length === 0 || !acrValues.every((value) => /^[\x21-\x7e]+$/.test(value))) {
    throw new TypeError('acrValues must name at least one level, none of them with spaces.')
  }
}
