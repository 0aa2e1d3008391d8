/**
 * The limit: the least that does it, with Node's own parts.
 *
 * @module
 */
import { createDecipheriv, createSecretKey, hkdfSync } from 'node:crypto'
import { encode } from 'next-auth/jwt'
import type { Prepare } from '../../src/row.ts'
import { claims, requestWith, secret } from '../../src/sealed-request.ts'

export const prepare: Prepare = async () => {
  const info = 'NextAuth.js Generated Encryption Key'
  const key = createSecretKey(Buffer.from(hkdfSync('sha256', secret, '', info, 32)))
  const request = requestWith('next-auth.session-token', await encode({ token: claims, secret }))
  return () => {
    const header = request.headers.get('cookie') ?? ''
    const start = header.indexOf('next-auth.session-token=') + 24
    const end = header.indexOf(';', start)
    const token = header.slice(start, end === -1 ? undefined : end)
    const [protectedHeader = '', , iv = '', ciphertext = '', tag = ''] = token.split('.')
    const decipher = createDecipheriv('aes-256-gcm', key, Buffer.from(iv, 'base64url'))
    decipher.setAAD(Buffer.from(protectedHeader))
    decipher.setAuthTag(Buffer.from(tag, 'base64url'))
    const text = decipher.update(ciphertext, 'base64url', 'utf8') + decipher.final('utf8')
    const { name, email, picture, exp } = JSON.parse(text) as typeof claims & { exp: number }
    if (exp * 1000 < Date.now()) return null
    return {
      user: { name, email, image: picture },
      expires: new Date(exp * 1000).toISOString(),
    }
  }
}
