/**
 * Answers of a provider's endpoints, and of the browser that comes back, that must not count.
 *
 * @module
 */
import type { ServerResponse } from 'node:http'
import { gzipSync } from 'node:zlib'
import { send } from '../../support/malicious-provider.ts'
import { type Case, having } from './cases.ts'

/** 300 MB of spaces, in 290 kB. Several members, so that no single buffer has to hold them. */
const bomb = Buffer.concat(
  Array.from({ length: 300 }, () => gzipSync(Buffer.alloc(1_000_000, ' '))),
)

const drip = (response: ServerResponse): void => {
  response.writeHead(200, { 'content-type': 'application/json' })
  const timer = setInterval(() => response.write(' '), 1000)
  response.on('close', () => clearInterval(timer))
}

const token = (name: string, fields: Record<string, unknown>, because: RegExp): Case => ({
  name: `a token answer with ${name}`,
  does: { tokens: having(fields) },
  because,
})

/** The token endpoint. */
export const tokenCases: readonly Case[] = [
  token('no id_token', { id_token: undefined }, /"id_token" property must be a string/),
  token('an id_token that is a number', { id_token: 1 }, /"id_token" property must be a string/),
  token('an empty id_token', { id_token: '' }, /"id_token" property must not be empty/),
  token('an id_token of 5 MB', { id_token: 'a'.repeat(5_000_000) }, /more than 1048576 octets/),
  token('an encrypted id_token', { id_token: 'a.b.c.d.e' }, /JWE decryption is not configured/),
  token('no access_token', { access_token: undefined }, /"access_token" property must be a string/),
  token('access_token null', { access_token: null }, /"access_token" property must be a string/),
  token('an access_token that is a list', { access_token: ['a'] }, /"access_token" property/),
  token('token_type mac', { token_type: 'mac' }, /unsupported `token_type`/),
  token('no token_type', { token_type: undefined }, /"token_type" property must be a string/),
  token('expires_in -1', { expires_in: -1 }, /expires_in makes no sense/),
  token('expires_in a word', { expires_in: 'soon' }, /expires_in makes no sense/),
  token('expires_in 1e300', { expires_in: 1e300 }, /expires_in makes no sense/),
  token('expires_in a list', { expires_in: [1] }, /expires_in makes no sense/),
  token('refresh_token an object', { refresh_token: {} }, /"refresh_token" property/),
  token('scope an object', { scope: {} }, /"scope" property/),
  {
    name: 'a token answer that is a page',
    does: {
      answerTokens: (response, body) =>
        response.writeHead(200, { 'content-type': 'text/html' }).end(JSON.stringify(body)),
    },
    because: /answered with text\/html/,
  },
  {
    name: 'a token answer without a type',
    does: { answerTokens: (response, body) => response.writeHead(200).end(JSON.stringify(body)) },
    because: /answered with no content type/,
  },
  {
    name: 'a token answer with status 201',
    does: { answerTokens: (response, body) => send(response, 201, body) },
    because: /unexpected HTTP status code/,
  },
  {
    name: 'a token answer that is a list',
    does: { tokens: (body) => [body] },
    because: /with no object/,
  },
  {
    name: 'a token answer that is null',
    does: { answerTokens: (response) => send(response, 200, null) },
    because: /with no object/,
  },
  {
    name: 'a token answer that is cut off',
    does: {
      answerTokens: (response, body) =>
        response
          .writeHead(200, { 'content-type': 'application/json' })
          .end(JSON.stringify(body).slice(0, 50)),
    },
    because: /SyntaxError/,
  },
  {
    name: 'a token answer that breaks off',
    does: {
      answerTokens: (response, body) => {
        response.writeHead(200, { 'content-type': 'application/json', 'content-length': 9999 })
        response.write(JSON.stringify(body), () => response.destroy())
      },
    },
    code: 'provider_unreachable',
    because: /terminated/,
  },
  {
    name: 'a token endpoint that hangs up',
    does: { answerTokens: (response) => response.destroy() },
    code: 'provider_unreachable',
    because: /fetch failed/,
  },
  {
    name: 'O10 a token endpoint that redirects, to have the secret posted again',
    does: {
      answerTokens: (response) =>
        response.writeHead(307, { location: 'http://127.0.0.1:1/token' }).end(),
    },
    because: /unexpected HTTP status code/,
  },
  {
    name: 'a token endpoint with an error',
    does: { answerTokens: (response) => send(response, 400, { error: 'invalid_grant' }) },
    because: /error in the response body/,
  },
  {
    name: 'a token endpoint with an error that is no text',
    does: { answerTokens: (response) => send(response, 400, { error: { a: 1 } }) },
    because: /unexpected HTTP status code/,
  },
  {
    name: 'a token endpoint with an error and status 200',
    does: { tokens: () => ({ error: 'bad_verification_code' }) },
    because: /"access_token" property must be a string/,
  },
  {
    name: 'a token endpoint that challenges',
    does: {
      answerTokens: (response) =>
        response.writeHead(401, { 'www-authenticate': 'Basic realm="x"' }).end(),
    },
    because: /WWW-Authenticate/,
  },
  {
    name: 'a token endpoint with status 503',
    does: { answerTokens: (response) => send(response, 503, {}) },
    code: 'provider_unreachable',
  },
  {
    name: 'F3 a token answer of 300 MB, compressed',
    does: {
      answerTokens: (response) =>
        response
          .writeHead(200, { 'content-type': 'application/json', 'content-encoding': 'gzip' })
          .end(bomb),
    },
    because: /more than 1048576 octets/,
  },
  {
    name: 'F3 a token answer without end',
    does: {
      answerTokens: (response) => {
        response.writeHead(200, { 'content-type': 'application/json' })
        const block = Buffer.alloc(65_536, ' ')
        const more = (): void => void response.write(block, () => setImmediate(more))
        if (!response.destroyed) more()
        response.on('close', () => response.destroy())
      },
    },
    because: /more than 1048576 octets/,
  },
  {
    name: 'F3 a token endpoint that hangs',
    does: { answerTokens: () => undefined },
    code: 'provider_unreachable',
    because: /TimeoutError|aborted/,
  },
  {
    name: 'F3 a token endpoint that drips',
    does: { answerTokens: drip },
    code: 'provider_unreachable',
    because: /TimeoutError|aborted/,
  },
  {
    name: 'F3 keys that hang',
    does: { answerKeys: () => undefined },
    code: 'provider_unreachable',
    because: /TimeoutError|aborted/,
  },
  {
    name: 'F3 keys of 300 MB, compressed',
    does: {
      answerKeys: (response) =>
        response
          .writeHead(200, { 'content-type': 'application/json', 'content-encoding': 'gzip' })
          .end(bomb),
    },
    because: /more than 1048576 octets/,
  },
]

const metadata = (name: string, fields: Record<string, unknown>, because: RegExp): Case => ({
  name: `I19 metadata with ${name}`,
  does: { metadata: having(fields) },
  because,
})

/** Discovery. */
export const metadataCases: readonly Case[] = [
  metadata(
    'another issuer',
    { issuer: 'https://evil.example' },
    /does not match the expected value/,
  ),
  metadata('no issuer', { issuer: undefined }, /"issuer" property must be a string/),
  metadata('an issuer that is a list', { issuer: ['x'] }, /"issuer" property must be a string/),
  metadata('an issuer that is no address', { issuer: 'x' }, /provider_response_invalid|URL/),
  metadata(
    'I19a a script as authorization endpoint',
    { authorization_endpoint: 'javascript:alert(1)' },
    /authorization_endpoint is not https/,
  ),
  metadata(
    'data as authorization endpoint',
    { authorization_endpoint: 'data:text/html,x' },
    /authorization_endpoint is not https/,
  ),
  metadata('a path as authorization endpoint', { authorization_endpoint: '/auth' }, /not https/),
  metadata('a number as authorization endpoint', { authorization_endpoint: 1 }, /not https/),
  metadata('no authorization endpoint', { authorization_endpoint: undefined }, /./),
  metadata('a file as token endpoint', { token_endpoint: 'file:///etc/passwd' }, /not https/),
  metadata('a file as userinfo endpoint', { userinfo_endpoint: 'file:///etc' }, /not https/),
  metadata('a list as keys’ address', { jwks_uri: ['x'] }, /jwks_uri is not https/),
  {
    name: 'I19 metadata elsewhere, by a redirect',
    does: {
      answerMetadata: (response) =>
        response.writeHead(302, { location: 'http://127.0.0.1:1/' }).end(),
    },
    because: /unexpected HTTP status code/,
  },
  {
    name: 'I19 metadata that is a page',
    does: { answerMetadata: (response) => response.writeHead(200).end('<html>') },
    because: /content-type must be application\/json/,
  },
  {
    name: 'I19 metadata that is a list',
    does: { metadata: () => [] as unknown as Record<string, unknown> },
    because: /top level object/,
  },
  {
    name: 'I19 metadata with status 404',
    does: { answerMetadata: (response) => send(response, 404, {}) },
    because: /unexpected HTTP status code/,
  },
  {
    name: 'I19 metadata with status 500',
    does: { answerMetadata: (response) => send(response, 500, {}) },
    code: 'provider_unreachable',
  },
  {
    name: 'I19 metadata of 2 MB',
    does: { metadata: having({ padding: 'x'.repeat(2_000_000) }) },
    because: /more than 1048576 octets/,
  },
  {
    name: 'I19 metadata of 300 MB, compressed',
    does: {
      answerMetadata: (response) =>
        response
          .writeHead(200, { 'content-type': 'application/json', 'content-encoding': 'gzip' })
          .end(bomb),
    },
    because: /more than 1048576 octets/,
  },
  {
    name: 'I19 metadata that hangs',
    does: { answerMetadata: () => undefined },
    code: 'provider_unreachable',
    because: /TimeoutError|aborted/,
  },
  {
    name: 'I19 metadata that drips',
    does: { answerMetadata: drip },
    code: 'provider_unreachable',
    because: /TimeoutError|aborted/,
  },
  {
    name: 'O13 an address for pushed requests that is a file',
    does: { metadata: having({ pushed_authorization_request_endpoint: 'file:///etc' }) },
    because: /pushed_authorization_request_endpoint is not https/,
  },
]

const parRequired = (metadata: Record<string, unknown>): Record<string, unknown> => ({
  ...metadata,
  require_pushed_authorization_requests: true,
  pushed_authorization_request_endpoint: `${String(metadata['issuer'])}/par`,
})

/** Pushed authorization requests. */
export const pushedCases: readonly Case[] = [
  {
    name: 'O13 pushed requests that are required, and nowhere to push to',
    does: { metadata: having({ require_pushed_authorization_requests: true }) },
    because: /pushed_authorization_request_endpoint/,
  },
  {
    name: 'O13 a pushed request that is refused',
    does: {
      metadata: parRequired,
      answerPushed: (response) => send(response, 400, { error: 'invalid_request' }),
    },
    because: /error in the response body/,
  },
  {
    name: 'O13 a pushed request with status 200',
    does: { metadata: parRequired, answerPushed: (response, body) => send(response, 200, body) },
    because: /unexpected HTTP status code/,
  },
  {
    name: 'O13 a pushed request without a request_uri',
    does: {
      metadata: parRequired,
      answerPushed: (response) => send(response, 201, { expires_in: 60 }),
    },
    because: /"request_uri" property/,
  },
  {
    name: 'O13 a pushed request without an end',
    does: {
      metadata: parRequired,
      answerPushed: (response) => send(response, 201, { request_uri: 'urn:x' }),
    },
    because: /"expires_in" property/,
  },
  {
    name: 'O13 a pushed request with status 500',
    does: { metadata: parRequired, answerPushed: (response) => send(response, 500, {}) },
    code: 'provider_unreachable',
  },
  {
    name: 'O13 a pushed request that hangs',
    does: { metadata: parRequired, answerPushed: () => undefined },
    code: 'provider_unreachable',
    because: /TimeoutError|aborted/,
  },
]

const always = { idToken: false } as const

const userinfo = (name: string, does: Case['does'], because: RegExp): Case => ({
  name: `userinfo ${name}`,
  does,
  config: always,
  because,
})

/** Userinfo. */
export const userinfoCases: readonly Case[] = [
  userinfo(
    'I15 of somebody else',
    { userinfo: having({ sub: 'mallory' }) },
    /"sub" property value/,
  ),
  userinfo('I15 of nobody', { userinfo: having({ sub: undefined }) }, /"sub" property must be/),
  userinfo('I15 of a number', { userinfo: having({ sub: 1 }) }, /"sub" property must be/),
  userinfo('that is a list', { userinfo: () => [] }, /top level object/),
  userinfo(
    'that is a page',
    { answerUserinfo: (response) => response.writeHead(200).end('<html>') },
    /content-type/,
  ),
  userinfo(
    'with status 401',
    { answerUserinfo: (response) => send(response, 401, {}) },
    /unexpected HTTP status code/,
  ),
  userinfo(
    'elsewhere, by a redirect: the token would go along',
    {
      answerUserinfo: (response) =>
        response.writeHead(302, { location: 'http://127.0.0.1:1/' }).end(),
    },
    /unexpected HTTP status code/,
  ),
  userinfo(
    'signed, though that was not asked for',
    {
      answerUserinfo: (response) =>
        response.writeHead(200, { 'content-type': 'application/jwt' }).end('a.b.c'),
    },
    /./,
  ),
  {
    name: 'userinfo that is not signed, though that was asked for',
    does: {},
    config: { ...always, client: { userinfo_signed_response_alg: 'RS256' } },
    because: /JWT UserInfo Response expected/,
  },
  {
    name: 'userinfo with status 500',
    does: { answerUserinfo: (response) => send(response, 500, {}) },
    config: always,
    code: 'provider_unreachable',
  },
  {
    name: 'userinfo that hangs',
    does: { answerUserinfo: () => undefined },
    config: always,
    code: 'provider_unreachable',
    because: /TimeoutError|aborted/,
  },
  {
    name: 'userinfo of 300 MB, compressed',
    does: {
      answerUserinfo: (response) =>
        response
          .writeHead(200, { 'content-type': 'application/json', 'content-encoding': 'gzip' })
          .end(bomb),
    },
    config: always,
    because: /more than 1048576 octets/,
  },
]

const back = (
  name: string,
  callback: (url: URL) => void,
  code: Case['code'],
  because?: RegExp,
): Case => ({ name, does: { callback }, ...(code && { code }), ...(because && { because }) })

/** The way back. */
export const callbackCases: readonly Case[] = [
  back(
    'O6 iss of another',
    (url) => url.searchParams.set('iss', 'https://evil.example'),
    undefined,
    /"iss" \(issuer\) response/,
  ),
  back(
    'O6 no iss, though it was announced',
    (url) => url.searchParams.delete('iss'),
    undefined,
    /"iss" \(issuer\) missing/,
  ),
  back(
    'O6 iss twice',
    (url) => url.searchParams.append('iss', 'https://evil.example'),
    undefined,
    /only once/,
  ),
  back('O2 no state', (url) => url.searchParams.delete('state'), 'transaction_missing'),
  back('O2 an empty state', (url) => url.searchParams.set('state', ''), 'transaction_missing'),
  back(
    'O2 another state',
    (url) => url.searchParams.set('state', 'x'.repeat(43)),
    'transaction_missing',
  ),
  back(
    'O2 a state that begins like ours',
    (url) =>
      url.searchParams.set(
        'state',
        `${url.searchParams.get('state')?.slice(0, 20)}${'x'.repeat(23)}`,
      ),
    'transaction_missing',
  ),
  back('O2 a state twice', (url) => url.searchParams.append('state', 'x'), undefined, /only once/),
  back('O8 a code twice', (url) => url.searchParams.append('code', 'x'), undefined, /only once/),
  back(
    'O8 a code of another sign-in',
    (url) => url.searchParams.set('code', 'x'),
    undefined,
    /error in the response body/,
  ),
  back('O8 no code', (url) => url.searchParams.delete('code'), undefined, /no authorization code/),
  back(
    'O5 a token in the address',
    (url) => url.searchParams.set('id_token', 'a.b.c'),
    undefined,
    /implicit and hybrid/,
  ),
  back(
    'O5 a response as a token',
    (url) => url.searchParams.set('response', 'a.b.c'),
    undefined,
    /JARM/,
  ),
  back(
    'O9 an error of HTML',
    (url) => {
      url.searchParams.delete('code')
      url.searchParams.set('error', '<script>alert(1)</script>')
      url.searchParams.set('error_description', '<img src=x onerror=alert(1)>')
    },
    'provider_refused',
    /is an error/,
  ),
  back(
    'O9 an error of HTML and no state',
    (url) => {
      url.search = '?error=%3Cscript%3Ealert(1)%3C/script%3E'
    },
    'provider_refused',
  ),
  back(
    'an error and a code',
    (url) => url.searchParams.set('error', 'access_denied'),
    'provider_refused',
    /is an error/,
  ),
]
