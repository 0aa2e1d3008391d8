/**
 * Somebody who has got hold of a refresh token: from a backup, a log, a browser extension.
 *
 * @module
 */
import { type AuthErrorCode, authError } from 'sojourn'
import tokens from './auth'

/** The copies, by session. */
const copies = new Map<string, string>()

/** Takes a copy. */
export function steal(session: string, refreshToken: string | undefined): void {
  if (refreshToken === undefined) throw authError('session_required')
  copies.set(session, refreshToken)
}

/** Loses the copy. */
export function forget(session: string): void {
  copies.delete(session)
}

/**
 * Refreshes with the copy, as a thief would, and keeps what comes of it.
 *
 * @returns The code of the refusal; `undefined` if it worked.
 */
export async function useCopy(session: string, origin: string): Promise<AuthErrorCode | undefined> {
  const refreshToken = copies.get(session)
  if (refreshToken === undefined) throw authError('request_failed')
  const response = await tokens.handle(
    new Request(`${origin}/api/auth/refresh`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'user-agent': 'Thief' },
      body: JSON.stringify({ refreshToken }),
    }),
  )
  const answer = (await response.json()) as { refreshToken?: string; code?: AuthErrorCode }
  if (answer.refreshToken === undefined) return answer.code ?? 'request_failed'
  copies.set(session, answer.refreshToken)
  return undefined
}
