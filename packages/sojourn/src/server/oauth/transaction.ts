/**
 * Authorization transactions: what is remembered between the redirect to a provider and the way back.
 *
 * Each sign-in in progress has a sealed cookie of its own, found by the beginning of its `state`, so
 * that several tabs can sign in at once and a leftover of one never disturbs another. It is bound to
 * one provider, lives 15 minutes, and is cleared on every outcome but one that has used nothing up. A state
 * counts once: in all processes where there is an atomic storage, else in each; there the provider's own
 * single-use code stands guard.
 *
 * @module
 */
import { crypto as primitives } from '#crypto'
import { AuthError, authError } from '../../core/errors.ts'
import { isRecord } from '../../core/protocol.ts'
import { isAtomic } from '../../core/storage.ts'
import type { SessionRequest } from '../answer.ts'
import { clearCookie, type CookieSpec, cookieNames, readCookies, writeCookie } from '../cookies.ts'
import type { Engine } from '../engine.ts'
import { isSecure } from '../origin.ts'
import { askStorage } from '../adapter/ask-storage.ts'

/** State between redirect and callback (RFC 6749, section 4.1; RFC 7636; OpenID Connect Core). */
export interface AuthorizationTransaction {
  /** Id of the provider it was begun at. */
  readonly provider: string
  readonly state: string
  readonly nonce: string
  readonly codeVerifier: string
  /** Where the browser goes after sign-in; resolved already. */
  readonly callbackUrl: string
  /** Id of the person who was signed in when it began, and will have the account linked. */
  readonly linkTo?: string | undefined
  /** `false`: the session goes when the browser is closed. */
  readonly remember?: false | undefined
  /** Seconds since somebody signed in at the provider, if that was limited (`max_age`). */
  readonly maxAge?: number | undefined
}

/** A transaction that its browser has brought back. */
export interface OpenedTransaction extends AuthorizationTransaction {
  /** In milliseconds since the epoch. */
  readonly expiresAt: number
}

/** What a form that is posted across sites is sent with. Browsers take `None` only with `Secure`. */
const crossSite = { sameSite: 'none', secure: true } as const

/** Characters of the state that stand in the cookie's name. */
const nameLength = 12

/** Sign-ins in progress that one browser may have. */
const maxPending = 12

/** Octets of all their cookies. More would swell every request beyond what servers take (HTTP 431). */
const maxLength = 8 * 1024

/** States remembered as used. */
const maxUsed = 10_000

/**
 * `Set-Cookie` values that begin a transaction, and clear old ones if there are too many.
 *
 * @param formPost Whether the provider answers by a form that is posted across sites.
 */
export async function beginTransaction(
  engine: Engine,
  request: SessionRequest,
  transaction: AuthorizationTransaction,
  formPost = false,
): Promise<string[]> {
  const { now, transactionMaxAge } = engine.config
  const own = specFor(engine, request, transaction.state)
  const spec = formPost ? { ...own, attributes: { ...own.attributes, ...crossSite } } : own
  const expiresAt = now() + transactionMaxAge
  const sealed = await engine.transactions.seal({ ...transaction, expiresAt })
  const surplus = await clearSurplus(engine, request, spec.name.length + sealed.length)
  return [...surplus, writeCookie(spec, sealed, transactionMaxAge / 1000)]
}

/**
 * Opens the transaction of a callback. It may have been finished already: {@link markUsed} says so.
 *
 * @param state As the provider sent it back.
 * @throws {AuthError} `transaction_missing` if this browser began no such sign-in at this provider, or
 *   it took too long.
 */
export async function openTransaction(
  engine: Engine,
  request: SessionRequest,
  provider: string,
  state: string,
): Promise<OpenedTransaction> {
  const header = request.headers.get('cookie') ?? ''
  for (const sealed of readCookies(header, specFor(engine, request, state).name)) {
    const claims = await engine.transactions.open(sealed)
    if (
      isTransaction(claims) &&
      claims.state === state &&
      claims.provider === provider &&
      claims.expiresAt > engine.config.now()
    ) {
      return claims
    }
  }
  throw authError('transaction_missing')
}

/** `Set-Cookie` value that clears the transaction of a state. */
export function clearTransaction(engine: Engine, request: SessionRequest, state: string): string {
  return clearCookie(specFor(engine, request, state))
}

function specFor(engine: Engine, request: SessionRequest, state: string): CookieSpec {
  const { transaction } = engine.config.cookies(isSecure(engine.config, request))
  // The state comes back from outside: only its own alphabet may enter a cookie's name.
  const suffix = state.slice(0, nameLength).replace(/[^\w-]/g, '_')
  return { ...transaction, name: transaction.name + suffix }
}

/**
 * Makes room for one more of `length` octets: clears what cannot be opened, then the oldest, until what
 * is left stays within both limits.
 */
async function clearSurplus(
  engine: Engine,
  request: SessionRequest,
  length: number,
): Promise<string[]> {
  const header = request.headers.get('cookie') ?? ''
  const { transaction } = engine.config.cookies(isSecure(engine.config, request))
  const pending = await Promise.all(
    cookieNames(header, transaction.name, 64).map(async (name) => {
      const [sealed = ''] = readCookies(header, name)
      const claims = await engine.transactions.open(sealed)
      const expiresAt = isTransaction(claims) ? claims.expiresAt : 0
      return { name, length: name.length + sealed.length, expiresAt }
    }),
  )
  let room = maxLength - length
  return pending
    .toSorted((a, b) => b.expiresAt - a.expiresAt)
    .filter((cookie, index) => {
      room -= cookie.length
      return cookie.expiresAt === 0 || index >= maxPending - 1 || room < 0
    })
    .map(({ name }) => clearCookie(transaction, name))
}

/** Whether the transaction was not used before; from now on it was. */
export async function markUsed(
  engine: Engine,
  { state, expiresAt }: OpenedTransaction,
): Promise<boolean> {
  const { usedStates, config } = engine
  const { storage, now } = config
  if (storage !== undefined && isAtomic(storage)) {
    const key = `state:${await primitives.sha256(state)}`
    try {
      return await askStorage(() => storage.claim(key, expiresAt, now()))
    } catch (error) {
      // A database of Auth.js that was not migrated yet is no reason to sign nobody in.
      if (!AuthError.is(error) || error.code !== 'storage_outdated') throw error
    }
  }
  if (usedStates.has(state)) return false
  // In the order of insertion, which is nearly that of expiry.
  for (const [known, until] of usedStates) {
    if (until > config.now() && usedStates.size < maxUsed) break
    usedStates.delete(known)
  }
  usedStates.set(state, expiresAt)
  return true
}

function isTransaction(claims: unknown): claims is OpenedTransaction {
  if (!isRecord(claims)) return false
  const { linkTo, remember, maxAge } = claims
  return (
    typeof claims['expiresAt'] === 'number' &&
    ['provider', 'state', 'nonce', 'codeVerifier', 'callbackUrl'].every(
      (name) => typeof claims[name] === 'string',
    ) &&
    (linkTo === undefined || typeof linkTo === 'string') &&
    (remember === undefined || remember === false) &&
    (maxAge === undefined || typeof maxAge === 'number')
  )
}
