/**
 * The error catalog: every public failure, with its stable code, HTTP status, NextAuth code and text; and
 * the error that carries one.
 *
 * Each text says what happened, why, and what to do. It may be shown to anybody, so it holds nothing
 * of the request; the `cause` does, and stays on the server. The class does not look into the catalog, so
 * that a browser's bundle keeps the one text it needs and drops the others.
 *
 * @module
 */

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
    'The server could not be asked for the session. What was last known stays; it is asked again.',
} as const satisfies Failure

const catalog = {
  // Configuration
  secret_missing: {
    status: 500,
    nextAuthCode: 'Configuration',
    message:
      'No secret is configured, so sessions cannot be sealed. Set AUTH_SECRET, or pass `secret`.',
  },
  host_untrusted: {
    status: 500,
    nextAuthCode: 'Configuration',
    message:
      'The address of this application is not known, and the Host header is not to be trusted. Set AUTH_URL, or `trustHost` behind a proxy that sets the header.',
  },
  configuration_invalid: {
    status: 500,
    nextAuthCode: 'Configuration',
    message:
      'Sign-in is not configured correctly. The reason is in the log of the server; tell whoever runs this site.',
  },

  // Requests
  action_unknown: {
    status: 400,
    message: 'There is no such address here. Check the path and, for a provider, its id.',
  },
  method_unsupported: {
    status: 400,
    message: 'This address does not answer that HTTP method. Use GET to read and POST to change.',
  },
  body_invalid: {
    status: 400,
    message: 'The request body could not be read. Send a form or a JSON object.',
  },
  body_too_large: {
    status: 413,
    message: 'The request body is larger than this address accepts. Send less.',
  },
  body_type_unsupported: {
    status: 415,
    message:
      'The request body is of a type that is not read here. Send JSON as application/json, or a form.',
  },
  callback_url_invalid: {
    status: 400,
    message:
      'The callbackUrl is not a web address. Pass a path of this site, or an absolute http(s) URL.',
  },
  csrf_mismatch: {
    status: 403,
    nextAuthCode: 'MissingCSRF',
    message:
      'The form is not from this browser session, or it is too old. Go back, reload the page and try again.',
  },
  request_failed: {
    status: 500,
    nextAuthCode: 'Callback',
    message: 'Something went wrong on the server. Nothing was changed. Try again in a moment.',
  },

  // Signing in
  provider_unknown: {
    status: 400,
    message: 'There is no provider of that name. Choose one that the sign-in page offers.',
  },
  credentials_rejected: {
    status: 401,
    nextAuthCode: 'CredentialsSignin',
    message: 'What you entered does not match an account. Check it and try again.',
  },
  access_denied: {
    status: 403,
    nextAuthCode: 'AccessDenied',
    message: 'You are not allowed to sign in here. Use another account, or ask for access.',
  },
  provider_refused: {
    status: 403,
    nextAuthCode: 'Callback',
    message: 'The identity provider did not let you in, or you cancelled. Try again.',
  },
  provider_unreachable: {
    status: 504,
    nextAuthCode: 'OAuthCallback',
    message: 'The identity provider does not answer. Try again in a moment.',
  },
  provider_response_invalid: {
    status: 502,
    nextAuthCode: 'OAuthCallback',
    message:
      'The identity provider gave an answer that cannot be trusted, so nobody was signed in. Try again.',
  },
  transaction_missing: {
    status: 400,
    nextAuthCode: 'OAuthCallback',
    message:
      'This sign-in was not begun in this browser, was finished already, or took too long. Begin again.',
  },

  account_not_linked: {
    status: 403,
    nextAuthCode: 'OAuthAccountNotLinked',
    message:
      'This way of signing in is not linked to your account here, or to another one. Sign in as you did before.',
  },

  account_unknown: {
    status: 404,
    message: 'There is no such account, or it is not yours. Load the list again.',
  },
  account_last: {
    status: 409,
    message:
      'This is the last way in which you can sign in, so it stays. Set a password or link another account first.',
  },
  attempts_exceeded: {
    status: 429,
    nextAuthCode: 'Signin',
    message: 'There were too many attempts, so no more are accepted for now. Try again later.',
  },

  // Signing in by e-mail
  email_not_sent: {
    status: 502,
    nextAuthCode: 'EmailSignin',
    message: 'The e-mail could not be sent. Check the address, or try again in a moment.',
  },
  verification_invalid: {
    status: 403,
    nextAuthCode: 'Verification',
    message: 'The link or code is wrong, was used already, or is too old. Ask for a new one.',
  },

  // Storage
  storage_unavailable: {
    status: 503,
    message:
      'The database does not answer, so nothing can be said or changed now. You stay signed in; try again in a moment.',
  },
  storage_outdated: {
    status: 500,
    nextAuthCode: 'Configuration',
    message:
      'The database lacks columns or tables that this needs. Run `npx sojourn migrate` and try again.',
  },

  // Passwords
  email_taken: {
    status: 409,
    message: 'Somebody has signed up with this address before. Sign in, or use another address.',
  },
  email_invalid: {
    status: 400,
    nextAuthCode: 'EmailSignin',
    message: 'This is not an e-mail address. Write it as name@example.com.',
  },
  passwords_busy: {
    status: 503,
    message:
      'Too many people are signing in at this moment. Nothing was changed; try again in a few seconds.',
  },
  password_unacceptable: {
    status: 400,
    message: 'The password must have at least 8 characters, and at most 1024. Choose another one.',
  },

  // Sessions
  session_unknown: {
    status: 404,
    message: 'There is no such session, or it has ended already. Load the list again.',
  },
  session_invalid: {
    status: 401,
    message: 'The session could not be read. Sign in again.',
  },
  session_required: {
    status: 401,
    nextAuthCode: 'SessionRequired',
    message: 'You must be signed in to see this. Sign in to go on.',
  },
  // Under the name of RFC 9470, section 3.
  insufficient_user_authentication: {
    status: 401,
    message: 'This needs a more recent or a stronger sign-in. Sign in once more to go on.',
  },
  streams_exceeded: {
    status: 429,
    message:
      'This session is being watched by too many pages. Close some of them; this one asks now and then.',
  },
  session_too_large: {
    status: 500,
    nextAuthCode: 'Configuration',
    message:
      'The session does not fit into cookies. Keep less in the `jwt` callback, or store it on the server.',
  },
  session_unavailable: sessionUnavailable,

  // Tokens
  access_token_invalid: {
    status: 401,
    message:
      'There is no access token, or it has expired or is not genuine. Refresh it, or sign in again.',
  },
  refresh_token_invalid: {
    status: 401,
    message: 'This is not a refresh token that is good here. Sign in again.',
  },
  refresh_token_expired: {
    status: 401,
    message: 'You were away for too long, or signed in long ago. Sign in again.',
  },
  refresh_token_reused: {
    status: 401,
    message:
      'This refresh token was used before, so somebody else may have a copy of it. For your safety you were signed out; sign in again.',
  },
  session_ended: {
    status: 401,
    message: 'You were signed out, here or from elsewhere. Sign in again.',
  },
} as const satisfies Record<string, Failure>

/** Stable identifier of a failure; the discriminant to switch on. */
export type AuthErrorCode = keyof typeof catalog

/** What an error may carry besides its code. */
interface AuthErrorOptions {
  cause?: unknown
  retryAfter?: number
}

// Registered, so that two copies of this module in one process know each other's errors.
const brand = Symbol.for('sojourn.auth-error')

/** A failure with a stable {@link AuthErrorCode code} and the HTTP status it answers with. */
export class AuthError extends Error {
  override readonly name = 'AuthError'
  readonly [brand] = true
  /** Which failure of the catalog this is. */
  declare readonly code: AuthErrorCode
  /** HTTP status of the response that this error becomes. */
  declare readonly status: number
  /** What NextAuth calls it in `?error=`, if it has a name for it. */
  declare readonly nextAuthCode: string | undefined
  /** Seconds until it is worth trying again, if that is known. */
  declare readonly retryAfter: number | undefined

  /**
   * @param code Which failure of the catalog this is.
   * @param failure Its entry. `authError` looks it up.
   * @param options.cause What actually went wrong, for server logs only.
   */
  constructor(
    code: AuthErrorCode,
    { message, status, nextAuthCode }: Failure,
    options?: { cause?: unknown },
  ) {
    super(message, options)
    Object.assign(this, { code, status, nextAuthCode })
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

/**
 * Makes an error of the catalog.
 *
 * @param code Which failure this is.
 * @param options.cause What actually went wrong, for server logs only.
 * @param options.retryAfter Seconds until it is worth trying again.
 *
 * @example
 * ```ts
 * throw authError('access_denied')
 * ```
 */
export function authError(code: AuthErrorCode, options?: AuthErrorOptions): AuthError {
  const error = new AuthError(code, catalog[code], options)
  // Not by the class, which browsers load.
  return options?.retryAfter === undefined
    ? error
    : Object.assign(error, { retryAfter: options.retryAfter })
}

/** What was thrown, if it is of the catalog; else `code`, with what was thrown as its cause. */
export function asAuthError(thrown: unknown, code: AuthErrorCode): AuthError {
  return AuthError.is(thrown) ? thrown : authError(code, { cause: thrown })
}

/** Whether a value, such as a query parameter, is a code of the catalog. */
export function isAuthErrorCode(value: unknown): value is AuthErrorCode {
  return typeof value === 'string' && Object.hasOwn(catalog, value)
}
