/**
 * Signatures of what a provider says in tokens.
 *
 * @module
 */
import { crypto } from '#crypto'
import { compactVerify } from 'jose/jws/compact/verify'
import { decodeProtectedHeader } from 'jose/decode/protected_header'
import { authError } from '../../core/errors.ts'
import { findKey, type KeySource } from './provider-keys.ts'

/**
 * Verifies a token's signature. Its claims, and whether its algorithm is one of those allowed, have been
 * checked; here `HS256` still counts only if the application is registered with it, and `none` never.
 *
 * @throws {AuthError} `provider_response_invalid`, `provider_unreachable`.
 */
export async function verifySignature(source: KeySource, token: string): Promise<void> {
  const { provider } = source
  const header = decodeProtectedHeader(token)
  const { alg } = header
  if (typeof alg !== 'string') throw invalid('the token names no algorithm')
  // What must be understood (RFC 7515, section 4.1.11), and is not.
  if (header.crit !== undefined || header.b64 !== undefined) {
    throw invalid('the token has a header that is not understood')
  }
  const { clientSecret, idTokenAlgorithm } = provider
  if (alg === 'HS256' && idTokenAlgorithm === 'HS256' && clientSecret !== undefined) {
    await compactVerify(token, new TextEncoder().encode(clientSecret), { algorithms: [alg] })
    return
  }
  const key = await findKey(source, { ...header, alg })
  if (!(await crypto.verifyJws(token, key, alg))) throw invalid('the signature is wrong')
}

function invalid(reason: string): Error {
  return authError('provider_response_invalid', { cause: new Error(reason) })
}
