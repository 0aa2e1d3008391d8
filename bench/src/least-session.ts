/**
 * The least that reads a session of NextAuth's out of a cookie, with Node's own parts.
 *
 * @module
 */
import { createDecipheriv, createSecretKey, hkdfSync } from 'node:crypto'
import { type claims, secret } from './sealed-request.ts'

const info = 'NextAuth.js Generated Encryption Key'
const key = createSecretKey(Buffer.from(hkdfSync('sha256', secret, '', info, 32)))

/** The session in a `Cookie` header, or `null` if it has expired. */
export function readSealedSession(header: string): object | null {
  const start = header.indexOf('next-auth.session-token=') + 24
  const end = header.indexOf(';', start)
  const token = header.slice(start, end === -1 ? undefined : end)
  const [protectedHeader = '', , iv = '', ciphertext = '', tag = ''] = token.split('.')
  const decipher = createDecipheriv('aes-256-gcm', key, Buffer.from(iv, 'base64url'))
  decipher.setAAD(Buffer.from(protectedHeader))
  decipher.setAuthTag(Buffer.from(tag, 'base64url'))
  const text = decipher.update(Buffer.from(ciphertext, 'base64url'))
  decipher.final()
  const { name, email, picture, exp } = JSON.parse(text.toString()) as typeof claims & {
    exp: number
  }
  if (exp * 1000 < Date.now()) return null
  return {
    user: { name, email, image: picture },
    expires: new Date(exp * 1000).toISOString(),
  }
}
