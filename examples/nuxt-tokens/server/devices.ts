import type { ListedSession } from 'sojourn'
import tokens from './auth'

/**
 * The sessions of a person, newest first: each is a family of tokens, of which one is good at a time.
 *
 * @param session The session that asks.
 */
export async function listDevices(session: {
  readonly id: string
  readonly token: { readonly session: string }
}): Promise<ListedSession[]> {
  const records = await tokens.listSessions(session.id)
  return records.map(({ id, signedInAt, renewedAt, expiresAt, userAgent, address }) => ({
    id: id ?? '',
    isCurrent: id === session.token.session,
    signedInAt,
    renewedAt,
    expiresAt,
    userAgent,
    address,
  }))
}
