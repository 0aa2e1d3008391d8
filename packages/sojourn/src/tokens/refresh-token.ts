/**
 * Refresh tokens: text that names a session and a number, and is genuine by a MAC.
 *
 * The successor of a token is the same text with the next number. So every process derives the same one, and
 * none must be stored to be given out again. What is stored of the current one is a digest under another key:
 * who reads the database cannot make a token of it, and who writes to it cannot make a row that matches a token of
 * another kind.
 *
 * @module
 */
import { createHmac, timingSafeEqual } from 'node:crypto'
import type { TokenKeys } from './token-keys.ts'

/** What a refresh token says. */
export interface RefreshToken {
  /** Public id of the session. */
  readonly sessionId: string
  readonly userId: string
  /** How many tokens of the session there were before this one. */
  readonly counter: number
}

/** A token as it is given out, and as it is stored. */
export interface WrittenRefreshToken {
  readonly text: string
  /** What the storage keeps: `sha256:…`. Nothing that is presented in this form is ever looked up. */
  readonly digest: string
}

/** A presented token that is genuine. */
export interface OpenedRefreshToken extends RefreshToken, WrittenRefreshToken {}

const form = /^(sjr1\.([\da-f-]{36})\.([\w-]{1,683})\.(0|[1-9]\d{0,8}))\.([\w-]{43})$/

/** Characters of the longest token that has the form. */
const maxLength = 800

/**
 * Writes a token.
 *
 * @param scope Where it is good: two applications that share a secret do not accept each other's.
 */
export function writeRefreshToken(
  keys: TokenKeys,
  scope: string,
  { sessionId, userId, counter }: RefreshToken,
): WrittenRefreshToken {
  const about = `sjr1.${sessionId}.${Buffer.from(userId).toString('base64url')}.${counter}`
  const text = `${about}.${macOf(keys, scope, about)}`
  return { text, digest: digestOf(keys, text) }
}

/**
 * Opens a token.
 *
 * @param keys Of all secrets.
 * @returns `null` unless it is genuine by one of them.
 */
export function openRefreshToken(
  keys: readonly TokenKeys[],
  scope: string,
  presented: unknown,
): OpenedRefreshToken | null {
  if (typeof presented !== 'string' || presented.length > maxLength) return null
  const [text, about, sessionId, encoded, counter, mac] = form.exec(presented) ?? []
  if (!text || !about || !sessionId || !encoded || !counter || !mac) return null
  // As text, so that there is one spelling of each token.
  const isOf = (key: TokenKeys): boolean =>
    timingSafeEqual(Buffer.from(macOf(key, scope, about)), Buffer.from(mac))
  const key = keys.find(isOf)
  if (key === undefined) return null
  const userId = Buffer.from(encoded, 'base64url').toString()
  return { text, digest: digestOf(key, text), sessionId, userId, counter: Number(counter) }
}

function macOf({ refreshKey }: TokenKeys, scope: string, about: string): string {
  return createHmac('sha256', refreshKey).update(`${scope}\n${about}`).digest('base64url')
}

function digestOf({ digestKey }: TokenKeys, text: string): string {
  return `sha256:${createHmac('sha256', digestKey).update(text).digest('hex')}`
}
