import { createHash, hkdfSync } from 'node:crypto'
import { calculateJwkThumbprint, importJWK, SignJWT, jwtVerify } from 'jose'
import { describe, expect, it } from 'vitest'
import { openRefreshToken, writeRefreshToken } from './refresh-token.ts'
import { deriveTokenKeys } from './token-keys.ts'

const secret = 'a secret of at least thirty-two characters'
const keys = deriveTokenKeys(secret)

describe('keys of tokens', () => {
  it('are the same in every version: another derivation would sign everybody out', () => {
    expect(keys.kid).toBe('mJjj1D83WzmcZymqQExRTxaK1dC-ywN4nsRp-3s-mCQ')
    const token = { sessionId: '00000000-0000-4000-8000-000000000000', userId: 'ada', counter: 7 }
    const { text, digest } = writeRefreshToken(keys, 'scope', token)
    expect(text).toBe(
      'sjr1.00000000-0000-4000-8000-000000000000.YWRh.7.80UE-mM6hmN2NkI3MIQt3f4UkAETZzqtaRxj3xOlXDo',
    )
    expect(digest).toBe('sha256:6b3648d86ff1d3d991c9c9bd4b252ea55fb77dc2189a81fbc7015dffedd2afb4')
    expect(openRefreshToken([keys], 'scope', text)).toEqual({ ...token, text, digest })
  })

  it('are published under the thumbprint of RFC 7638, as jose computes it', async () => {
    expect(await calculateJwkThumbprint(keys.jwk, 'sha256')).toBe(keys.kid)
  })

  it('sign with the seed that HKDF gives, as jose verifies', async () => {
    const seed = Buffer.from(
      hkdfSync('sha256', secret, '', 'Sojourn access token signature', 32),
    ).toString('base64url')
    const { kty, crv, x } = keys.jwk
    const privateKey = await importJWK({ kty, crv, x, d: seed }, 'EdDSA')
    const token = await new SignJWT({}).setProtectedHeader({ alg: 'EdDSA' }).sign(privateKey)
    await expect(jwtVerify(token, keys.publicKey)).resolves.toBeDefined()
  })

  it('differ by purpose and by secret', () => {
    const other = deriveTokenKeys(`${secret}.`)
    const all = [keys, other].flatMap(({ refreshKey, digestKey, privateKey }) => [
      refreshKey.export().toString('hex'),
      digestKey.export().toString('hex'),
      createHash('sha256')
        .update(privateKey.export({ format: 'der', type: 'pkcs8' }))
        .digest('hex'),
    ])
    expect(new Set(all).size).toBe(6)
  })
})

describe('a refresh token', () => {
  const written = (sessionId: string, userId: string, counter: number): string =>
    writeRefreshToken(keys, 'scope', { sessionId, userId, counter }).text
  const id = '00000000-0000-4000-8000-000000000000'

  it('is one for each session, person, number, scope and secret', () => {
    const texts = [
      written(id, 'ada', 0),
      written(id, 'ada', 1),
      written(id, 'eve', 0),
      written(id.replace('8', '9'), 'ada', 0),
      writeRefreshToken(keys, 'other', { sessionId: id, userId: 'ada', counter: 0 }).text,
      writeRefreshToken(deriveTokenKeys(`${secret}.`), 'scope', {
        sessionId: id,
        userId: 'ada',
        counter: 0,
      }).text,
    ]
    expect(new Set(texts).size).toBe(texts.length)
  })

  it('fits into a cookie, and needs no escaping in one, whatever the id of the person', () => {
    for (const userId of ['1', 'ada', 'a"; Path=/', 'é😀', '"\\\n', 'x'.repeat(512)]) {
      const text = written(id, userId, 999_999_999)
      expect(text).toMatch(/^[\w.-]+$/)
      expect(text.length).toBeLessThan(800)
      expect(openRefreshToken([keys], 'scope', text)).toMatchObject({ userId })
    }
  })

  it('is looked at only up to a length', () => {
    expect(openRefreshToken([keys], 'scope', written(id, 'x'.repeat(600), 0))).toBeNull()
  })
})
