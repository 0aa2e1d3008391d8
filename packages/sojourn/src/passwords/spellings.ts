/**
 * Spellings of an address under which somebody may be stored.
 *
 * @module
 */
import { authError } from '../core/errors.ts'
import type { AtomicStorage } from '../core/storage.ts'

/** As somebody else may have stored it, which is the one that was meant, and as it is stored here. */
export function spellingsOf(entered: string, address: string): readonly string[] {
  return [...new Set([entered.trim(), address])]
}

/**
 * Makes sure that nobody has an address. Another system may have stored it in the spelling that was entered; no
 * index sees that it is the same.
 *
 * @param userId Who may have it.
 * @throws {AuthError} `email_taken`.
 */
export async function requireFree(
  storage: AtomicStorage,
  entered: string,
  address: string,
  userId?: string,
): Promise<void> {
  for (const spelling of spellingsOf(entered, address)) {
    const owner = await storage.readUserByEmail(spelling)
    if (owner !== null && owner.id !== userId) throw authError('email_taken')
  }
}
