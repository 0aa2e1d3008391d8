/**
 * Redirect targets that lead somewhere else than they seem to, and the judge of where an answer leads: the parser
 * that browsers have (WHATWG), not the one that was to be tested.
 *
 * @module
 */
import { expect } from 'vitest'
import { origin } from '../../support/browser.ts'

const host = 'localhost:3000'
const evil = 'evil.example'

/** By kind, so that none is forgotten. */
const byKind = {
  'without a scheme': [evil, `www.${evil}`, `${evil}/path`, `${evil}:443`, `.${evil}`],
  'several slashes': [
    `//${evil}`,
    `///${evil}`,
    `////${evil}`,
    `//////////${evil}`,
    `//${evil}/%2f..`,
    `//${evil}:80/x`,
  ],
  'back-slashes': [
    `\\\\${evil}`,
    `\\/${evil}`,
    `/\\${evil}`,
    `/\\/${evil}`,
    `\\/\\/${evil}/`,
    `//\\${evil}`,
    `https:\\\\${evil}`,
    `http:/\\${evil}`,
    `\\${evil}`,
    `/\\\\\\${evil}`,
  ],
  'control characters inside': [
    `/\t/${evil}`,
    `/\n/${evil}`,
    `/\r/${evil}`,
    `/\r\n/${evil}`,
    `\t//${evil}`,
    `\n//${evil}`,
    ` //${evil}`,
    `\u0000//${evil}`,
    `\u0001//${evil}`,
    `\u000b//${evil}`,
    `\u000c//${evil}`,
    `h\ttt\nps://${evil}`,
    `//${evil}\u0000.${host}`,
    `/\u000b/${evil}`,
  ],
  'a scheme without its slashes': [
    `https:${evil}`,
    `http:${evil}`,
    `https:/${evil}`,
    `http:/${evil}`,
    `https:///${evil}`,
    `https:////${evil}`,
    `HTTPS:${evil}`,
  ],
  'user info': [
    `http://${host}@${evil}`,
    `http://${host}:80@${evil}`,
    `http://localhost%3a3000@${evil}/`,
    `//${host}@${evil}`,
    `http://user:pass@${host}/`,
    `http://${evil}@${host}/`,
    `http://${host}\\@${evil}`,
    `http://${evil}\\@${host}`,
    `http://${host}#@${evil}/`,
    `http://${host}?@${evil}/`,
    `http://@${evil}`,
    `@${evil}`,
  ],
  'hosts that begin or end like ours': [
    `http://${host}.${evil}`,
    `http://localhost.${evil}:3000`,
    `http://${evil}.localhost:3000`,
    `http://evillocalhost:3000`,
    `http://localhost:3000${evil}`,
    `http://localhost-${evil}`,
    `${origin}-${evil}`,
    `${origin};@${evil}`,
    `${origin}%2f@${evil}`,
  ],
  'another port or scheme': [
    'http://localhost:3001/',
    'http://localhost:30001/',
    'http://localhost:30000',
    'http://localhost/',
    'http://localhost:80/',
    'https://localhost:3000/',
    'http://localhost:03001/',
    'http://localhost:65536/',
    'http://localhost:/',
    'ws://localhost:3000/',
    'ftp://localhost:3000/',
  ],
  'a trailing dot': ['http://localhost.:3000/', 'http://localhost..:3000/', `//${evil}.`],
  'full-width and look-alike characters': [
    '/／evil.example',
    '／／evil.example',
    `//evil。example`,
    `//evil．example`,
    '//ｅｖｉｌ.example',
    `http://${host}／.${evil}`,
    `http://${host}℀.${evil}`,
    `http://${host}⁄.${evil}`,
    `http://${host}＃@${evil}`,
    `http://${host}﹖@${evil}`,
    '/＼evil.example',
    'http://ⓛocalhost:3000.evil.example',
  ],
  'encoded slashes': [
    `/%2f${evil}`,
    `/%5c${evil}`,
    `%2f%2f${evil}`,
    `/%252f${evil}`,
    `//%5c${evil}`,
    `/%09/${evil}`,
    `/%0d/${evil}`,
    `/%2e%2e//${evil}`,
  ],
  'dot segments before slashes': [
    `/.//${evil}`,
    `/..//${evil}`,
    `/x/..//${evil}`,
    `/%2e//${evil}`,
    `.//${evil}`,
    `..//${evil}`,
    `/x/../../..//${evil}`,
    `./\\${evil}`,
    `/;@${evil}`,
  ],
  'an injected header': [
    '/\r\nSet-Cookie: next-auth.session-token=x',
    `/\r\nLocation: https://${evil}`,
    '/%0d%0aSet-Cookie:x=y',
    '/\u560d\u560aSet-Cookie:x=y',
    `/x\nLocation:https://${evil}`,
    '/x\r\n\r\n<script>alert(1)</script>',
  ],
  'other schemes': [
    'javascript:alert(1)',
    'JavaScript:alert(1)',
    'java\nscript:alert(1)',
    '\u0001javascript:alert(1)',
    `javascript://${host}/%0aalert(1)`,
    'data:text/html,<script>alert(1)</script>',
    'vbscript:msgbox(1)',
    `blob:${origin}/0`,
    'file:///etc/passwd',
    `intent://${evil}#Intent;scheme=https;end`,
    `view-source:https://${evil}`,
    'about:blank',
    'mailto:a@evil.example',
    `filesystem:${origin}/temporary/x`,
  ],
  'odd addresses': [
    '//127.1:3001/',
    'http://2130706433/',
    'http://0x7f.1/',
    'http://017700000001/',
    'http://[::1]:3000/',
    'http://[::ffff:127.0.0.1]/',
    'http://1.2.3.4.5/',
    'http://[/',
    'http://256.256.256.256/',
  ],
  'invisible characters': [
    `//evil\u00ad.example`,
    `/\u2028/${evil}`,
    `\u00a0//${evil}`,
    `\ufeff//${evil}`,
    `\u200b//${evil}`,
    `//\u202eelpmaxe.live`,
    '\ud800',
    `/\u2029/${evil}`,
  ],
  'nothing and too much': [
    '',
    ' ',
    '/',
    '#',
    '?',
    '//',
    '///',
    'http://',
    'http:',
    ':',
    '%',
    '%00',
    '__proto__',
    'constructor',
    'undefined',
    'null',
    `/${'a'.repeat(100_000)}`,
    `//${evil}/${'a'.repeat(100_000)}`,
    `/?${'&x=1'.repeat(20_000)}`,
  ],
  'ours with something of theirs in it': [
    `/?next=//${evil}`,
    `/#//${evil}`,
    `${origin}/?u=https://${evil}`,
    `${origin}//${evil}`,
    `${origin}/\\${evil}`,
  ],
} as const satisfies Record<string, readonly string[]>

/** Every entry with its kind. */
export const redirectCorpus: readonly (readonly [kind: string, target: string])[] = Object.entries(
  byKind,
).flatMap(([kind, targets]) => targets.map((target) => [kind, target] as const))

/** What mutations are made of, besides the entries of the corpus. */
// oxfmt-ignore
export const redirectPieces: readonly string[] = [
  '/', '//', '\\', '/\\', ':', '@', '?', '#', '.', '..', ';', '&', '%2f', '%5c', '%00', '%0d%0a', '%',
  '\t', '\r\n', '\n', '\0', ' ', '\u000b', 'http:', 'https://', 'javascript:', 'data:', evil, host, origin,
  'localhost', '3000', '．', '。', '／', '＼', '＠', '＃', '℀', '⁄', '\u00ad', '\u2028', '\u00a0', '\ufeff',
  '[::1]', '127.1', 'xn--', '\ud800', '__proto__',
]

/** Milliseconds that an answer may take, however busy the machine is. */
const patience = 1000

/**
 * Judges one answer.
 *
 * @param response What was answered.
 * @param took Milliseconds.
 * @param expected.status `explains` where the page repeats the status of what it explains.
 * @returns Where it leads, if it leads anywhere.
 */
export async function judge(
  response: Response,
  took: number,
  expected: { readonly explains?: boolean } = {},
): Promise<string | undefined> {
  if (expected.explains !== true) expect(response.status).toBeLessThan(500)
  expect(took).toBeLessThan(patience)
  for (const [, value] of response.headers) expect(value).not.toMatch(/[\r\n\0]/)
  const location = response.headers.get('location')
  if (location !== null) expectOurs(location)
  const body = await response.text()
  const type = response.headers.get('content-type') ?? ''
  if (type.startsWith('application/json')) {
    const { url } = JSON.parse(body) as { url?: string }
    if (url !== undefined) expectOurs(url)
    return location ?? url
  }
  for (const target of targetsOf(body)) expectOurs(target)
  return location ?? undefined
}

/** That a browser which is at our site stays there, and everything that the address passes on leads there, too. */
export function expectOurs(target: string): void {
  const url = new URL(target, `${origin}/api/auth/`)
  expect(url.origin).toBe(origin)
  expect(url.username + url.password).toBe('')
  const passedOn = url.pathname.startsWith('/api/auth') || url.pathname.startsWith('/own/')
  const next = passedOn ? url.searchParams.get('callbackUrl') : null
  if (next !== null) expect(new URL(next, origin).origin).toBe(origin)
}

/** Where a page leads by its links, forms, hidden fields and pictures. */
function targetsOf(page: string): string[] {
  const attributes = [...page.matchAll(/\s(?:href|src|action|formaction)="([^"]*)"/g)]
  const hidden = [...page.matchAll(/name="callbackUrl"\s+value="([^"]*)"/g)]
  return [...attributes, ...hidden]
    .map(([, value = '']) => unescape(value))
    .filter((value) => value !== 'data:,')
}

const entities: Readonly<Record<string, string>> = {
  '&amp;': '&',
  '&lt;': '<',
  '&gt;': '>',
  '&quot;': '"',
  '&#39;': "'",
}

function unescape(text: string): string {
  return text.replace(/&(?:amp|lt|gt|quot|#39);/g, (entity) => entities[entity] ?? entity)
}
