/**
 * What is kept of a sign-in's tokens with its account.
 *
 * @module
 */
import { type Account, isRedirected } from '../../core/account.ts'
import { authError } from '../../core/errors.ts'
import { type AuthStorage, isAtomic } from '../../core/storage.ts'
import { askStorage } from '../adapter/ask-storage.ts'

/** What the schema of Auth.js has columns for; providers answer with more. */
const tokenColumns = [
  'access_token',
  'refresh_token',
  'id_token',
  'expires_at',
  'token_type',
  'scope',
  'session_state',
] as const

/** The account as it is stored. */
export function accountToLink(account: Account): Account {
  const { provider, type, providerAccountId } = account
  const tokens = tokenColumns
    .filter((column) => account[column] !== undefined)
    .map((column) => [column, account[column]])
  return { provider, type, providerAccountId, ...Object.fromEntries(tokens) }
}

/**
 * Keeps the tokens of a sign-in with an account that is known, where the storage can: NextAuth left those of
 * the first one, long after they had ended.
 *
 * @throws {AuthError} `account_not_linked` if the account was unlinked meanwhile, `storage_unavailable`.
 */
export async function keepTokens(storage: AuthStorage, account: Account): Promise<void> {
  // Credentials have none; with ids of the application's their person need not have such an account.
  if (!isRedirected(account) || !isAtomic(storage)) return
  const isLinked = await askStorage(() => storage.updateAccount(accountToLink(account)))
  if (!isLinked) throw authError('account_not_linked')
}
