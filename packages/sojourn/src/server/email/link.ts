/**
 * Links: good for one sign-in, in any browser.
 *
 * Their form is NextAuth's: `/callback/:provider?callbackUrl=…&token=…&email=…`, and so is what is stored,
 * so that links that were mailed before an application moved still work.
 *
 * @module
 */
import { normalizeEmail } from '../../core/email-address.ts'
import { authError } from '../../core/errors.ts'
import type { SessionRequest } from '../answer.ts'
import type { Engine } from '../engine.ts'
import { countAttempt } from '../guards/attempts.ts'
import { randomHex } from '../session/random-hex.ts'
import { keepSecret, takeSecret } from './one-time-secret.ts'
import type { EmailEntry } from './resolve-email-provider.ts'

/** What a link says. */
export interface Link {
  readonly token: string
  /** Address that it was sent to. */
  readonly identifier: string
}

/** Characters of a token; an application may make its own, such as a signed one. */
const maxToken = 2048

/**
 * Makes a link.
 *
 * @param address Of the callback of the provider.
 * @param ending.callbackUrl Where the browser goes after sign-in; resolved already.
 * @param ending.remember `false`: the session goes when the browser is closed.
 * @returns The link, what is secret in it, and when it ends in milliseconds since the epoch.
 * @throws {AuthError} `storage_unavailable`.
 */
export async function issueLink(
  engine: Engine,
  provider: EmailEntry,
  identifier: string,
  address: string,
  ending: { readonly callbackUrl: string; readonly remember: boolean },
): Promise<{ url: string; token: string; expiresAt: number }> {
  const token = (await provider.declared.generateVerificationToken?.()) ?? randomHex()
  const expiresAt = engine.config.now() + provider.lifetime
  await keepSecret(engine, provider, { identifier, secret: token }, expiresAt)
  const query = new URLSearchParams({
    callbackUrl: ending.callbackUrl,
    token,
    email: identifier,
    ...(!ending.remember && { remember: 'false' }),
  })
  return { url: `${address}?${query.toString()}`, token, expiresAt }
}

/**
 * Reads what a link, or the form that it leads to, says.
 *
 * @throws {AuthError} `verification_invalid` if it says nothing that could be true.
 */
export function readLink(token: unknown, email: unknown): Link {
  const identifier = normalizeEmail(email)
  const isToken = typeof token === 'string' && token !== '' && token.length <= maxToken
  if (identifier === null || !isToken) throw authError('verification_invalid')
  return { token, identifier }
}

/**
 * Takes a link: it is good no more.
 *
 * @throws {AuthError} `verification_invalid`, `attempts_exceeded`, `storage_unavailable`.
 */
export async function takeLink(
  engine: Engine,
  request: SessionRequest,
  provider: EmailEntry,
  { token, identifier }: Link,
): Promise<void> {
  const forget =
    hasGuessable(engine) && (await countAttempt(engine, request, 'credentials', identifier))
  await takeSecret(engine, provider, { identifier, secret: token })
  if (forget) await forget()
}

/**
 * Whether a token may be short: nobody guesses 256 bits, but what an application makes may be six digits. What is
 * stored names only the address, so a token of one provider is good at the callback of each.
 */
function hasGuessable({ config }: Engine): boolean {
  return [...config.providers.values()].some(
    (entry) => entry.type === 'email' && entry.declared.generateVerificationToken !== undefined,
  )
}
