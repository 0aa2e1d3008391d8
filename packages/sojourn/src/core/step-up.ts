/**
 * Step-up: what a server answers that wants its caller to have signed in more recently, or more strongly, and how
 * both sides know it again. The words are those of RFC 9470.
 *
 * @module
 */
import type { AuthError } from './errors.ts'
import { isRecord } from './protocol.ts'

/** What is demanded of a sign-in. */
export interface AuthenticationDemand {
  /**
   * Seconds since the person proved who she is, at most: 1 to 999,999,999. The clocks of provider and server may
   * differ by 15 seconds. Default: however long ago.
   */
  readonly maxAge?: number | undefined
  /**
   * Levels of assurance (`acr`) of which the sign-in must have one, the preferred one first. What they are called
   * is up to the provider. Default: any.
   */
  readonly acrValues?: readonly string[] | undefined
}

/** The demand as it travels (RFC 9470, section 3): the JSON body of a 401, or the value of a server action. */
export interface StepUpChallenge {
  readonly code: 'insufficient_user_authentication'
  /** For people to read. */
  readonly message: string
  /** Seconds since the person proved who she is, at most. */
  readonly max_age?: number
  /** Levels of assurance, separated by spaces, the preferred one first. */
  readonly acr_values?: string
}

/** An error that carries a challenge. */
export interface StepUpError extends AuthError, Pick<StepUpChallenge, 'max_age' | 'acr_values'> {}

/** What `max_age` can be (OpenID Connect Core, section 3.1.2.1), within what is sent on. */
export const maxAgeForm = /^\d{1,9}$/

/**
 * Whether a value is a challenge. What it says beyond its code is checked, so that it may be sent on.
 *
 * @example
 * ```ts
 * const answer = await transfer(100)
 * if (isStepUpChallenge(answer)) askToSignInAgain(answer)
 * ```
 */
export function isStepUpChallenge(value: unknown): value is StepUpChallenge {
  if (!isRecord(value) || value['code'] !== 'insufficient_user_authentication') return false
  const { message, max_age: maxAge, acr_values: acrValues } = value
  return (
    typeof message === 'string' &&
    (maxAge === undefined || (typeof maxAge === 'number' && maxAgeForm.test(String(maxAge)))) &&
    (acrValues === undefined || typeof acrValues === 'string')
  )
}

/**
 * The challenge that an error carries, as plain data for an answer of the application's own.
 *
 * @returns `undefined` if it is another error.
 */
export function toChallenge(error: unknown): StepUpChallenge | undefined {
  if (!isStepUpChallenge(error)) return undefined
  const { code, message, max_age: maxAge, acr_values: acrValues } = error
  return {
    code,
    message,
    ...(maxAge !== undefined && { max_age: maxAge }),
    ...(acrValues !== undefined && { acr_values: acrValues }),
  }
}
