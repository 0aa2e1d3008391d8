/**
 * Cross-site request forgery: a token in a cookie that every form repeats (double submit).
 *
 * The cookie holds `token|digest`, where the digest is SHA-256 of token and secret, so that another
 * host of the same site cannot make up a pair. Format and names are NextAuth's.
 *
 * @module
 */
import { crypto as primitives } from '#crypto'
import { authError } from '../../core/errors.ts'
import type { SessionRequest } from '../answer.ts'
import { readCookies, writeCookie } from '../cookies.ts'
import type { Engine } from '../engine.ts'
import { isSecure } from '../origin.ts'
import { randomHex } from '../session/random-hex.ts'

/** A token to put into a form, with the `Set-Cookie` value it needs, if it is new to the browser. */
export interface CsrfToken {
  readonly token: string
  readonly cookies: readonly string[]
}

/** The browser's token, or a new one: 256 random bits in hex. */
export async function issueCsrfToken(engine: Engine, request: SessionRequest): Promise<CsrfToken> {
  const known = await readToken(engine, request)
  if (known !== undefined) return { token: known, cookies: [] }
  const token = randomHex()
  const { csrfToken } = engine.config.cookies(isSecure(engine.config, request))
  const digest = await primitives.sha256(token + engine.config.secrets[0])
  return { token, cookies: [writeCookie(csrfToken, `${token}|${digest}`)] }
}

/**
 * Refuses a request whose body does not repeat the token of its cookie.
 *
 * @throws {AuthError} `csrf_mismatch`.
 */
export async function requireCsrfToken(
  engine: Engine,
  request: SessionRequest,
  body: Readonly<Record<string, unknown>>,
): Promise<void> {
  const token = await readToken(engine, request)
  const sent = body['csrfToken']
  if (token === undefined || typeof sent !== 'string' || !equalInConstantTime(sent, token)) {
    throw authError('csrf_mismatch')
  }
}

/** The token of the cookie, if we made it. */
async function readToken(engine: Engine, request: SessionRequest): Promise<string | undefined> {
  const header = request.headers.get('cookie')
  if (header === null) return undefined
  const { csrfToken } = engine.config.cookies(isSecure(engine.config, request))
  for (const value of readCookies(header, csrfToken.name)) {
    const [token = '', digest = ''] = value.split('|', 2)
    if (!/^[0-9a-f]{64}$/.test(token)) continue
    for (const secret of engine.config.secrets) {
      if (equalInConstantTime(digest, await primitives.sha256(token + secret))) return token
    }
  }
  return undefined
}

/** Compares without telling by its time where the first difference is. */
function equalInConstantTime(a: string, b: string): boolean {
  if (a.length !== b.length) return false
  let difference = 0
  for (let index = 0; index < a.length; index++) {
    difference |= a.charCodeAt(index) ^ b.charCodeAt(index)
  }
  return difference === 0
}
