/**
 * Codes to type in, each bound to the browser that asked for it.
 *
 * A code is short, so it counts for little by itself: its digest also covers a random id that is sealed into a
 * cookie of that browser (ASVS 6.6.2). Who reads or guesses the code elsewhere has nothing; in that browser
 * there are five tries and ten minutes. A browser has one code at a time: the newest.
 *
 * @module
 */
import { authError } from '../../core/errors.ts'
import { isRecord } from '../../core/protocol.ts'
import type { SessionRequest } from '../answer.ts'
import { clearCookie, type CookieSpec, readCookies, writeCookie } from '../cookies.ts'
import type { Engine } from '../engine.ts'
import { countAttempt } from '../guards/attempts.ts'
import { isSecure } from '../origin.ts'
import { randomHex } from '../session/random-hex.ts'
import { keepSecret, type OneTimeSecret, takeSecret } from './one-time-secret.ts'
import type { EmailEntry } from './resolve-email-provider.ts'

/** What the browser remembers of a code that was sent, besides the code. */
export interface PendingCode {
  /** Id of the provider that sent it. */
  readonly provider: string
  /** Address that it was sent to. */
  readonly identifier: string
  /** Random id of this request, in hex. */
  readonly id: string
  /** Where the browser goes after sign-in; resolved already. */
  readonly callbackUrl: string
  /** `false`: the session goes when the browser is closed. */
  readonly remember: boolean
}

const digits = 8

/**
 * Makes a code for the browser of a request.
 *
 * @returns The code, when it ends in milliseconds since the epoch, and the `Set-Cookie` value that binds it.
 * @throws {AuthError} `storage_unavailable`.
 */
export async function issueCode(
  engine: Engine,
  request: SessionRequest,
  provider: EmailEntry,
  pending: Omit<PendingCode, 'provider' | 'id'>,
): Promise<{ code: string; expiresAt: number; cookie: string }> {
  const code = randomCode()
  const expiresAt = engine.config.now() + provider.lifetime
  const claims: PendingCode = { ...pending, provider: provider.id, id: randomHex() }
  await keepSecret(engine, provider, secretOf(claims, code), expiresAt)
  const sealed = await engine.emailCodes.seal({ ...claims, expiresAt })
  const cookie = writeCookie(specFor(engine, request), sealed, Math.ceil(provider.lifetime / 1000))
  return { code, expiresAt, cookie }
}

/** What the browser of a request remembers of a code that is still good; `null` if there is none. */
export async function readPendingCode(
  engine: Engine,
  request: SessionRequest,
  providerId: string,
): Promise<PendingCode | null> {
  const header = request.headers.get('cookie') ?? ''
  for (const sealed of readCookies(header, specFor(engine, request).name)) {
    const claims = await engine.emailCodes.open(sealed)
    const isGood =
      isPendingCode(claims) &&
      claims.provider === providerId &&
      claims.expiresAt > engine.config.now()
    if (isGood) return claims
  }
  return null
}

/**
 * Takes the code that somebody typed in.
 *
 * @param typed As typed; spaces and dashes do not count.
 * @throws {AuthError} `verification_invalid` if it is wrong, was taken already or is too old,
 *   `attempts_exceeded` after five of them, `storage_unavailable`.
 */
export async function takeCode(
  engine: Engine,
  request: SessionRequest,
  provider: EmailEntry,
  pending: PendingCode,
  typed: string,
): Promise<void> {
  const code = typed
    .slice(0, 64)
    .normalize('NFKC')
    .replace(/[\s\p{Pd}]/gu, '')
  // What cannot be a code is no try at one.
  if (!/^\d+$/.test(code) || code.length !== digits) throw authError('verification_invalid')
  await countAttempt(engine, request, 'code', pending.id)
  await takeSecret(engine, provider, secretOf(pending, code))
}

/** `Set-Cookie` value that forgets the code of a browser. */
export function clearCode(engine: Engine, request: SessionRequest): string {
  return clearCookie(specFor(engine, request))
}

/** No address has a colon, so what is stored for a code is never found for a link. */
function secretOf({ provider, identifier, id }: PendingCode, code: string): OneTimeSecret {
  return { identifier: `code:${provider}:${identifier}`, secret: `${id}:${code}:` }
}

/** Each of them equally likely: what is above the last whole multiple is drawn again. */
function randomCode(): string {
  const count = 10 ** digits
  const end = Math.floor(2 ** 32 / count) * count
  for (;;) {
    const [drawn = end] = crypto.getRandomValues(new Uint32Array(1))
    if (drawn < end) return String(drawn % count).padStart(digits, '0')
  }
}

function specFor({ config }: Engine, request: SessionRequest): CookieSpec {
  return config.cookies(isSecure(config, request)).emailCode
}

function isPendingCode(claims: unknown): claims is PendingCode & { readonly expiresAt: number } {
  return (
    isRecord(claims) &&
    typeof claims['expiresAt'] === 'number' &&
    typeof claims['remember'] === 'boolean' &&
    ['provider', 'identifier', 'id', 'callbackUrl'].every(
      (name) => typeof claims[name] === 'string',
    )
  )
}
