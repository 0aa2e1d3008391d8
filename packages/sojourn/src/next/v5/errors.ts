/**
 * Errors as applications written for Auth.js v5 catch and throw them.
 *
 * @module
 */
import type { AuthError as EngineError } from '../../core/errors.ts'
import { errorType } from '../error-type.ts'
import { refusalCode } from '../../server/credentials/refusal.ts'

/** What an error carries besides its text. */
interface Cause extends Record<string, unknown> {
  err?: Error | undefined
}

/** Something that went wrong with signing in or out; `type` says what, and `cause.err` what was behind it. */
export class AuthError extends Error {
  /** What errors of a class are called. */
  static type = 'AuthError'
  /** What Auth.js calls the failure: `CredentialsSignin`, `AccessDenied`, `CallbackRouteError` … */
  type: string
  declare cause?: Cause
  /** Stable code of the failure; of {@link CredentialsSignin} the application's own. */
  declare code?: string

  /**
   * @param message Text, or the error that is behind it.
   * @param cause The error that is behind it, or whatever says more.
   */
  constructor(message?: string | Error | Cause, cause?: Error | Cause) {
    super(typeof message === 'string' ? message : '', {
      cause: causeOf(typeof message === 'string' ? cause : message, cause),
    })
    this.name = new.target.name
    this.type = new.target.type
  }
}

/**
 * What `authorize` throws to refuse what was entered. Extend it, and say in `code` why: the browser finds that in the
 * address of the sign-in page.
 */
export class CredentialsSignin extends AuthError {
  static override type = 'CredentialsSignin'
  /** For anybody to see: say no more than somebody who tries passwords may know. */
  override code = 'credentials'
}

function causeOf(first: Error | Cause | undefined, more: Error | Cause | undefined): Cause {
  const of = (value: Error | Cause | undefined): Cause =>
    value instanceof Error ? { err: value, ...(value.cause as Cause | undefined) } : { ...value }
  return { ...of(first), ...of(more) }
}

/** What a server action throws for a failure: what the application itself has thrown, if it is of these. */
export function toAuthError(error: EngineError): AuthError {
  const { cause } = error
  if (cause instanceof AuthError) return cause
  const err = cause instanceof Error ? cause : error
  if (error.code === 'credentials_rejected') {
    const code = refusalCode(cause)
    return Object.assign(new CredentialsSignin(error.message, { err }), code && { code })
  }
  const { code } = error
  return Object.assign(new AuthError(error.message, { err }), { type: errorType(error), code })
}
