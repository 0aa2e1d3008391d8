import { signInMessage } from 'example-demo/sign-in-message'

/** The code of what the backend refused; undefined if there was no answer of the backend. */
function codeOf(error: unknown): unknown {
  const { data } = error as { data?: { code?: unknown } }
  return data?.code
}

/** Puts what a sign-in or sign-up rejected with into words. */
export function refusalText(error: unknown): string | undefined {
  return signInMessage('failed', codeOf(error) ?? 'session_unavailable')
}
