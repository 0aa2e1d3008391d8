/**
 * The error that everything here throws or hands out.
 *
 * Apart from the catalog of what can fail: a browser needs one entry of it and not the others.
 *
 * @module
 */
import type { AuthErrorCode } from './catalog.ts'

/** One kind of failure. */
export interface Failure {
  /** HTTP status of the response that it becomes. */
  readonly status: number
  /** What happened, why, and what to do. For anybody to see. */
  readonly message: string
  /** The `error` value that NextAuth's pages and clients know. */
  readonly nextAuthCode?: string
}

/** The one failure that happens in the browser. */
export const sessionUnavailable = {
  status: 503,
  message:
    'The session could not be asked for: the network or the server is not there. What was last known stays.',
} as const satisfies Failure

// Registered, so that two copies of this module in one process know each other's errors.
const brand = Symbol.for('sojourn.auth-error')

/** A failure with a stable {@link AuthErrorCode code} and the HTTP status it answers with. */
export class AuthError extends Error {
  override readonly name = 'AuthError'
  readonly [brand] = true
  /** Which failure of the catalog this is. */
  readonly code: AuthErrorCode
  /** HTTP status of the response that this error becomes. */
  readonly status: number
  /** What NextAuth calls it in `?error=`, if it has a name for it. */
  readonly nextAuthCode: string | undefined

  /**
   * @param code Which failure of the catalog this is.
   * @param failure Its entry. `authError` looks it up.
   * @param options.cause What actually went wrong, for server logs only.
   */
  constructor(code: AuthErrorCode, failure: Failure, options?: { cause?: unknown }) {
    super(failure.message, options)
    this.code = code
    this.status = failure.status
    this.nextAuthCode = failure.nextAuthCode
  }

  /** The body sent to the browser. Deliberately leaves out `cause` and `stack`. */
  toJSON(): { code: AuthErrorCode; message: string } {
    return { code: this.code, message: this.message }
  }

  /**
   * Like `instanceof`, but also true when a bundler has duplicated this module. Other libraries have
   * errors of this name, so the name does not count.
   */
  static is(value: unknown): value is AuthError {
    return value instanceof Error && brand in value
  }
}
