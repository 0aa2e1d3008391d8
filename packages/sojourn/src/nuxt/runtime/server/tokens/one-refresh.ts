/**
 * One refresh for all who hold the same refresh token, in this process: pages that render, server routes, tabs.
 *
 * A backend that rotates may see a refresh token once. So what became of one is kept for a while after it has
 * been used: who comes late with the old one gets the same successor.
 *
 * @module
 */
import { readAccessExpiry } from '../../../../client/tokens/access-expiry.ts'
import type { TokenPair } from '../../../../client/tokens/token-client-types.ts'

/** Refreshes, each shared. */
export interface OneRefresh {
  /**
   * Refreshes, unless somebody does or just did.
   *
   * What became of a token may itself be over by the time that somebody comes with it; then that is refreshed in turn.
   *
   * @param held The tokens of who asks.
   * @param refresh Asks the backend for new ones in place of these.
   * @throws {SignedOut} If a sign-out with this token, or with one that it became, came first or meanwhile.
   * @throws What `refresh` rejected with, to all who wait for it; the next one to come tries again.
   */
  readonly refresh: (
    held: HeldTokens,
    refresh: (held: HeldTokens) => Promise<TokenPair>,
  ) => Promise<TokenPair>
  /**
   * Before a sign-out: waits for a refresh under way and lets none begin.
   *
   * @returns What the tokens have become meanwhile, to sign out with; `undefined` if nothing.
   */
  readonly end: (held: HeldTokens) => Promise<TokenPair | undefined>
  /** After a sign-in: a backend may hand out again what was signed out with a moment ago. */
  readonly begin: (refreshToken: string) => Promise<void>
}

/** Tokens of a visitor. */
export interface HeldTokens {
  readonly refreshToken: string
  readonly token: string | null
}

/** Options of {@link createOneRefresh}. */
export interface OneRefreshOptions {
  /** Whether a refresh leaves the refresh token as it is. */
  readonly refreshOnlyToken: boolean
  readonly now?: () => number
}

/** Refused as a backend refuses: the session has ended. */
export class SignedOut extends Error {
  override readonly name = 'SignedOut'
  readonly status = 401

  constructor() {
    super('This session was signed out while its tokens were about to be refreshed.')
  }
}

/** How long what became of a token is kept, in milliseconds: longer than any page takes to render. */
const keptFor = 30_000
/**
 * The same where the refresh token stays what it is. Then a second refresh is no reuse, and what came of the first
 * may be over soon.
 */
const keptUnrotatedFor = 5000
/** How many are kept; of more the oldest are forgotten. */
const mostKept = 10_000

/** Values by digest, in the order in which they end. */
interface Memory<T> {
  readonly get: (key: string) => T | undefined
  /** Keeps a value until then, in milliseconds since the epoch. */
  readonly set: (key: string, value: T, until: number) => void
  readonly remove: (key: string, value: T) => void
}

/** Makes the memory of a process. */
export function createOneRefresh({
  refreshOnlyToken,
  now = Date.now,
}: OneRefreshOptions): OneRefresh {
  const refreshes = createMemory<Promise<TokenPair>>(now)
  const ended = createMemory<true>(now)
  /** Those of them that have been answered. */
  const answered = new WeakSet<Promise<TokenPair>>()

  /** Where the refresh token does not change, the access token tells one refresh from the next. */
  const keyOf = async ({ refreshToken, token }: HeldTokens): Promise<string> =>
    digest(refreshOnlyToken ? `${refreshToken} ${token ?? ''}` : refreshToken)

  const begin = (key: string, refresh: () => Promise<TokenPair>): Promise<TokenPair> => {
    const pair = refresh()
    refreshes.set(key, pair, Number.POSITIVE_INFINITY)
    pair.then(
      () => {
        const until = now() + (refreshOnlyToken ? keptUnrotatedFor : keptFor)
        answered.add(pair)
        if (refreshes.get(key) === pair) refreshes.set(key, pair, until)
      },
      () => refreshes.remove(key, pair),
    )
    return pair
  }

  return {
    async refresh(held, refresh) {
      let current = held
      for (;;) {
        const [key, family] = await Promise.all([keyOf(current), digest(current.refreshToken)])
        if (ended.get(family)) throw new SignedOut()
        const asked = current
        const known = refreshes.get(key)
        const isLate = known !== undefined && answered.has(known)
        const pair = await (known ?? begin(key, () => refresh(asked)))
        if (ended.get(family)) throw new SignedOut()
        if (!isLate || !isOver(pair.token, now())) return pair
        current = after(current, pair)
      }
    },
    async end(held) {
      let last: TokenPair | undefined
      let current = held
      for (;;) {
        const [key, family] = await Promise.all([keyOf(current), digest(current.refreshToken)])
        ended.set(family, true, now() + keptFor)
        const pair = await refreshes.get(key)?.catch(() => undefined)
        if (pair === undefined) return last
        last = { ...last, ...pair }
        current = after(current, pair)
      }
    },
    async begin(refreshToken) {
      ended.remove(await digest(refreshToken), true)
    },
  }
}

/** What somebody holds after a refresh. */
function after(held: HeldTokens, { token, refreshToken }: TokenPair): HeldTokens {
  return { refreshToken: refreshToken ?? held.refreshToken, token: token || held.token }
}

function isOver(token: string, now: number): boolean {
  const endsAt = readAccessExpiry(token)?.endsAt
  return endsAt !== undefined && endsAt <= now
}

function createMemory<T>(now: () => number): Memory<T> {
  const entries = new Map<string, { value: T; until: number }>()
  return {
    get(key) {
      const entry = entries.get(key)
      return entry !== undefined && entry.until > now() ? entry.value : undefined
    },
    set(key, value, until) {
      // Anew at the end, so that what ends first stands first.
      entries.delete(key)
      entries.set(key, { value, until })
      for (const [oldest, entry] of entries) {
        if (entry.until > now() && entries.size <= mostKept) break
        entries.delete(oldest)
      }
    },
    remove(key, value) {
      if (entries.get(key)?.value === value) entries.delete(key)
    },
  }
}

async function digest(text: string): Promise<string> {
  const bytes = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text))
  return Array.from(new Uint8Array(bytes), (byte) => byte.toString(16).padStart(2, '0')).join('')
}
