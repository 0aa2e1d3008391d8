/** What to tell somebody whose sign-in failed. */

/** By stable code, where the engine gives one. More exact than the names below. */
const byCode = {
  credentials_rejected: 'E-mail address and password do not match. Check both and try again.',
  attempts_exceeded: 'There were too many attempts. Wait a quarter of an hour and try again.',
  access_denied: 'You are not allowed in with this account. Try another one.',
  provider_refused: 'You cancelled, or the provider did not let you in. Nothing has changed.',
  provider_unreachable: 'The provider does not answer. Try again in a moment, or sign in below.',
  provider_response_invalid: 'The provider gave an answer that cannot be trusted. Try again.',
  transaction_missing: 'That sign-in took too long, or was finished already. Begin again.',
  account_not_linked:
    'Somebody with this e-mail address signs in here in another way. Do it as you did before.',
  csrf_mismatch: 'This page was open for too long. It is fresh now: try again.',
  session_required: 'Sign in to see that page.',
  configuration_invalid: 'Sign-in is not set up correctly. The log of the server says why.',
  storage_unavailable: 'The database does not answer. Try again in a moment.',
  popup_blocked: 'Your browser has blocked the window. Allow it for this page and try again.',
  popup_closed: 'The window was closed before anybody had signed in. Try again.',
  session_unavailable: 'The server does not answer. Check your connection and try again.',
} as const

/** By the name in `?error=`, as NextAuth has them. */
const byError: Record<string, string> = {
  CredentialsSignin: byCode.credentials_rejected,
  Configuration: byCode.configuration_invalid,
  AccessDenied: byCode.access_denied,
  Callback: byCode.provider_refused,
  OAuthAccountNotLinked: byCode.account_not_linked,
  OAuthCallback: byCode.provider_response_invalid,
  OAuthSignin: byCode.provider_unreachable,
  SessionRequired: byCode.session_required,
  MissingCSRF: byCode.csrf_mismatch,
}

/**
 * Puts a failure into words.
 *
 * @param error The name in `?error=`, or that a sign-in without a redirect came back with.
 * @param code The stable code beside it, if there is one.
 * @returns `undefined` if nothing failed.
 */
export function signInMessage(error: unknown, code: unknown): string | undefined {
  if (!error && !code) return undefined
  return (
    find(byCode, code) ?? find(byError, error) ?? 'The sign-in did not work. Try again in a moment.'
  )
}

function find(texts: Readonly<Record<string, string>>, name: unknown): string | undefined {
  return typeof name === 'string' && Object.hasOwn(texts, name) ? texts[name] : undefined
}
