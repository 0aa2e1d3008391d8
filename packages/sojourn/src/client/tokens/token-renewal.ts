/**
 * Renewal: exchanges the refresh token for new tokens, once for all who need them.
 *
 * An answer counts only if the jar still holds what was exchanged. If a sign-out came first, in this tab or another,
 * nobody may be signed in by it, and the backend is told that its tokens are not wanted.
 *
 * @module
 */
import type { HeldTokens } from './held-tokens.ts'
import { browserLocks, withRefreshLock } from './refresh-lock.ts'
import type { TokenBackend } from './token-backend.ts'
import type { TokenPair } from './token-client-types.ts'
import type { TokenCore } from './token-core.ts'
import type { TokenWatch } from './token-watch.ts'

/**
 * Exchanges tokens.
 *
 * @param atServer Has this application's server do it, which sets the cookies. Default: it is done here.
 * @param seen The tokens that need to be renewed. If the jar holds others by now, that has been done.
 * @returns Tokens that came too late to be kept, because nobody is signed in any more.
 * @throws What the backend, the server or a hook rejected with; then the jar is as it was.
 */
export async function exchangeTokens(
  { options, environment, keeper, now, put }: TokenCore,
  { noteReceipt }: TokenWatch,
  backend: TokenBackend,
  atServer: ((seen: HeldTokens) => Promise<unknown>) | undefined,
  seen: HeldTokens,
): Promise<HeldTokens | undefined> {
  const { provider, refreshOnce, locks = browserLocks() } = options
  const lockName = `sojourn:${provider.refresh.token.cookieName}`

  /** Whether somebody else has done it, or there is nothing left to renew. */
  function isDone(): boolean {
    const { token, refreshToken } = keeper.held()
    return refreshToken !== seen.refreshToken || (token !== null && token !== seen.token)
  }

  if (atServer) {
    const startedAt = now()
    await atServer(seen)
    noteReceipt(seen.token, startedAt)
    return undefined
  }

  // Before the lock: a hook is code of the application.
  const run = await backend.prepare('refresh', seen)
  if (!run) return undefined

  async function ask(): Promise<TokenPair> {
    const meaning = await run?.()
    if (!meaning) throw new TypeError('The answer to refresh holds no token.')
    return { token: meaning.token ?? '', refreshToken: meaning.refreshToken ?? undefined }
  }

  return withRefreshLock(locks, environment, lockName, async () => {
    if (isDone()) return undefined
    const startedAt = now()
    const pair = await (refreshOnce ? refreshOnce(String(seen.refreshToken), ask) : ask())
    const { token, refreshToken } = keeper.held()
    if (refreshToken === null) {
      return {
        token: pair.token || seen.token,
        refreshToken: pair.refreshToken ?? seen.refreshToken,
      }
    }
    // Somebody has signed in meanwhile.
    if (refreshToken !== seen.refreshToken) return undefined
    if (pair.refreshToken !== undefined) put('refreshToken', pair.refreshToken)
    // The application may have set one itself meanwhile.
    if (pair.token && (token === null || token === seen.token)) put('token', pair.token)
    noteReceipt(seen.token, startedAt)
    return undefined
  })
}
