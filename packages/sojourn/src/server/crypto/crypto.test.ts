import { CompactSign, EncryptJWT, generateKeyPair, jwtDecrypt } from 'jose'
import { describe, expect, it } from 'vitest'
import { protectedHeader } from './compact-jwe.ts'
import { crypto as node } from './node.ts'
import { crypto as web } from './web.ts'

/** Derived by NextAuth v4 from the secret `test-secret` for its session cookie. */
const vector = {
  secret: 'test-secret',
  salt: '',
  info: 'NextAuth.js Generated Encryption Key',
  key: Buffer.from('233a0d9c3e93817c2a383a4235b78cc7820ed294cbf0a88d52650b90af59115a', 'hex'),
}

describe.each([
  ['node', node],
  ['web', web],
])('%s crypto', (_, crypto) => {
  async function key() {
    return crypto.deriveKey(vector.secret, vector.salt, vector.info)
  }

  it('derives the key that NextAuth v4 derives, as jose can read', async () => {
    const token = await crypto.seal(await key(), JSON.stringify({ sub: 'ada' }))
    const { payload, protectedHeader: header } = await jwtDecrypt(token, vector.key)
    expect(payload).toEqual({ sub: 'ada' })
    expect(header).toEqual({ alg: 'dir', enc: 'A256GCM' })
  })

  it('opens what jose sealed', async () => {
    const token = await new EncryptJWT({ name: 'Ada Łovelace 👩‍💻' })
      .setProtectedHeader({ alg: 'dir', enc: 'A256GCM' })
      .encrypt(vector.key)
    const opened = await crypto.open(await key(), token)
    expect(JSON.parse(opened ?? '')).toEqual({ name: 'Ada Łovelace 👩‍💻' })
  })

  it('opens what the other platform sealed', async () => {
    const other = crypto === node ? web : node
    const otherKey = await other.deriveKey(vector.secret, vector.salt, vector.info)
    const token = await other.seal(otherKey, 'text')
    expect(await crypto.open(await key(), token)).toBe('text')
  })

  it('never seals twice alike', async () => {
    const sealingKey = await key()
    expect(await crypto.seal(sealingKey, 'x')).not.toBe(await crypto.seal(sealingKey, 'x'))
  })

  it('refuses every single changed character', async () => {
    const sealingKey = await key()
    const token = await crypto.seal(sealingKey, '{"sub":"ada"}')
    // The last character of a part carries unused bits, so two spellings may mean the same octets.
    const partEnds = new Set([token.length - 1, token.length - 24, protectedHeader.length + 17])
    for (let index = 0; index < token.length; index++) {
      if (partEnds.has(index)) continue
      const changed = token[index] === 'A' ? 'B' : 'A'
      const tampered = token.slice(0, index) + changed + token.slice(index + 1)
      expect(await crypto.open(sealingKey, tampered), `at ${index}`).toBeNull()
    }
  })

  it('refuses every truncation', async () => {
    const sealingKey = await key()
    const token = await crypto.seal(sealingKey, '{"sub":"ada"}')
    for (let length = 0; length < token.length; length++) {
      expect(await crypto.open(sealingKey, token.slice(0, length))).toBeNull()
    }
  })

  it.each([
    [
      'another secret',
      async () => crypto.seal(await crypto.deriveKey('other', '', vector.info), '{}'),
    ],
    [
      'another purpose',
      async () => crypto.seal(await crypto.deriveKey('test-secret', '', 'p'), '{}'),
    ],
    ['no token', () => ''],
    ['a signed token', () => 'eyJhbGciOiJIUzI1NiJ9.e30.c2ln'],
    ['a token with alg none', () => 'eyJhbGciOiJub25lIn0.e30.'],
    ['an encrypted key part', () => `${protectedHeader}.a2V5.aXY.Y3Q.dGFn`],
    ['too many parts', () => `${protectedHeader}..AAAAAAAAAAAAAAAA.AA.AA.${'A'.repeat(22)}`],
    [
      'characters outside the alphabet',
      () => `${protectedHeader}..${'é'.repeat(16)}.é.${'é'.repeat(22)}`,
    ],
  ])('refuses %s', async (_case, make) => {
    expect(await crypto.open(await key(), await make())).toBeNull()
  })

  it('digests as SHA-256 in hex', async () => {
    expect(await crypto.sha256('abc')).toBe(
      'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad',
    )
  })

  it.each([
    'RS256',
    'RS384',
    'RS512',
    'PS256',
    'PS512',
    'ES256',
    'ES384',
    'ES512',
    'EdDSA',
    'Ed25519',
  ])('verifies what jose signs with %s, and nothing else', async (alg) => {
    const { publicKey, privateKey } = await generateKeyPair(alg)
    const other = await generateKeyPair(alg)
    const payload = new TextEncoder().encode('{"sub":"ada"}')
    const token = await new CompactSign(payload).setProtectedHeader({ alg }).sign(privateKey)
    const [head = '', body = '', signature = ''] = token.split('.')
    expect(await crypto.verifyJws(token, publicKey, alg)).toBe(true)
    expect(await crypto.verifyJws(token, other.publicKey, alg)).toBe(false)
    for (const forged of [
      `${head}.${body}x.${signature}`,
      `${head}x.${body}.${signature}`,
      `${head}.${body}.`,
      `${head}.${body}`,
      `${head}.${body}.${signature.slice(0, -4)}AAAA`,
      '',
      '...',
    ]) {
      expect(await crypto.verifyJws(forged, publicKey, alg), forged).toBe(false)
    }
    for (const wrong of ['none', 'HS256', 'RS1', '__proto__', 'constructor']) {
      expect(await crypto.verifyJws(token, publicKey, wrong), wrong).toBe(false)
    }
  })

  it('verifies nothing by a short RSA key', async () => {
    const algorithm = { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256' }
    const { publicKey, privateKey } = await globalThis.crypto.subtle.generateKey(
      { ...algorithm, modulusLength: 1024, publicExponent: new Uint8Array([1, 0, 1]) },
      true,
      ['sign', 'verify'],
    )
    const signed = `${btoa('{"alg":"RS256"}').replace(/=+$/, '')}.e30`
    const signature = await globalThis.crypto.subtle.sign(
      algorithm,
      privateKey,
      Buffer.from(signed),
    )
    const token = `${signed}.${Buffer.from(signature).toString('base64url')}`
    expect(await crypto.verifyJws(token, publicKey, 'RS256')).toBe(false)
  })
})
