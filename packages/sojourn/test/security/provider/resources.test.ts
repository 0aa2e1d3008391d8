/**
 * What a malicious provider may cost: memory, and time in which nobody else is served.
 *
 * @module
 */
import { gzipSync } from 'node:zlib'
import { expect, it } from 'vitest'
import { createAuth } from '../../../src/server/index.ts'
import { createBrowser } from '../../support/browser.ts'
import {
  type Answer,
  type Misbehaviour,
  useMaliciousProvider,
} from '../../support/malicious-provider.ts'
import { secret } from '../../support/test-auth.ts'

const provider = useMaliciousProvider()

const megabytes = 1024 * 1024
const zipped = Buffer.concat(
  Array.from({ length: 300 }, () => gzipSync(Buffer.alloc(megabytes, ' '))),
)
const keySet = JSON.stringify({
  keys: Array.from({ length: 200_000 }, (_, index) => ({
    kty: 'RSA',
    kid: `${index}`,
    n: 'AQ',
    e: 'AQAB',
  })),
})
const emptyKeys = JSON.stringify({ keys: Array.from({ length: 300_000 }, () => ({})) })
const longToken = JSON.stringify({
  access_token: 'a',
  token_type: 'Bearer',
  id_token: 'a'.repeat(5_000_000),
})

const plain =
  (body: string): Answer =>
  (response) =>
    void response.writeHead(200, { 'content-type': 'application/json' }).end(body)
const bomb: Answer = (response) =>
  void response
    .writeHead(200, { 'content-type': 'application/json', 'content-encoding': 'gzip' })
    .end(zipped)

it.each<[string, Misbehaviour]>([
  ['a token answer of 300 MB, compressed', { answerTokens: bomb }],
  ['keys of 300 MB, compressed', { answerKeys: bomb }],
  ['metadata of 300 MB, compressed', { answerMetadata: bomb }],
  ['two hundred thousand keys', { answerKeys: plain(keySet) }],
  ['three hundred thousand empty keys in less than a megabyte', { answerKeys: plain(emptyKeys) }],
  ['an ID token of 5 MB', { answerTokens: plain(longToken) }],
])('F3 %s costs less than 64 MB and half a second', async (_, does) => {
  const at = provider.issue(does)
  const auth = createAuth({
    secret,
    logger: { error: () => undefined, warn: () => undefined },
    providers: [{ id: 'one', name: 'One', type: 'oidc', issuer: at.issuer, clientId: 'client' }],
  })
  const browser = createBrowser(auth)
  const csrfToken = await browser.csrfToken()
  const before = process.memoryUsage().rss
  let [most, longest, last] = [before, 0, performance.now()]
  const watch = setInterval(() => {
    most = Math.max(most, process.memoryUsage().rss)
    longest = Math.max(longest, performance.now() - last)
    last = performance.now()
  }, 5)
  const started = performance.now()
  const begun = await browser.post('/api/auth/signin/one', { csrfToken })
  let location = begun.headers.get('location') ?? ''
  if (location.startsWith(at.issuer)) {
    const back = at.authorize(location)
    location = (await browser.get(back.pathname + back.search)).headers.get('location') ?? ''
  }
  const took = performance.now() - started
  clearInterval(watch)
  most = Math.max(most, process.memoryUsage().rss)
  expect(location).toContain('code=provider_response_invalid')
  expect(took).toBeLessThan(6000)
  expect(longest).toBeLessThan(500)
  expect((most - before) / megabytes).toBeLessThan(64)
})
