/**
 * Signatures of what a provider says in tokens.
 *
 * @module
 */
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
  const key =
    alg === 'HS256' && provider.idTokenAlgorithm === 'HS256' && provider.clientSecret !== undefined
      ? new TextEncoder().encode(provider.clientSecret)
      : await findKey(source, { ...header, alg })
  await compactVerify(token, key, { algorithms: [alg] })
}

function invalid(reason: string): Error {
  return authError('provider_response_invalid', { cause: new Error(reason) })
}
