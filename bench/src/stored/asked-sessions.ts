/**
 * The stored sessions that contenders are asked for: a thousand, spread over the table, in turns.
 *
 * @module
 */
import { createHash, createHmac } from 'node:crypto'
import { requestWith, secret } from '../sealed-request.ts'

/** How many of the table's sessions are asked for. */
export const askedCount = 1000

/** When every session of the bench ends. */
export const expires = new Date('2036-01-01T00:00:00.000Z')

/** The token of one of the sessions that are asked for. */
export function tokenOf(index: number): string {
  return createHash('sha256').update(`session ${index}`).digest('hex')
}

/** The form in which Sojourn stores a token. */
export function digestOf(token: string): string {
  return `sha256:${createHash('sha256').update(token).digest('hex')}`
}

/** Which row of a table has the session of an index. Rows count from 1. */
export function rowOf(index: number, size: number): number {
  return index * Math.floor(size / askedCount) + 1
}

/** What is made for each token, taken in turns. */
export function inTurns<T>(make: (token: string) => T): () => T {
  const all = Array.from({ length: askedCount }, (_, index) => make(tokenOf(index)))
  let next = 0
  return () => all[next++ % askedCount] as T
}

/** Requests with the token in a cookie, in turns. */
export function requestsInTurns(cookieName: string, path = '/account'): () => Request {
  return inTurns((token) => {
    const { headers } = requestWith(cookieName, token)
    return new Request(`http://localhost:3000${path}`, { headers })
  })
}

/** A cookie value as Better Auth signs one. */
export function signed(token: string): string {
  const signature = createHmac('sha256', secret).update(token).digest('base64')
  return encodeURIComponent(`${token}.${signature}`)
}
