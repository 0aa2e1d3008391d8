/**
 * ID tokens that must not count.
 *
 * @module
 */
import { encode, es256, hs256, publish, rs256 } from '../../support/malicious-provider.ts'
import { type Case, fromNow, having } from './cases.ts'

const claim = (name: string, fields: Record<string, unknown>, because: RegExp): Case => ({
  name,
  does: { claims: having(fields) },
  because,
})

const none = (alg: unknown): Case => ({
  name: `I5 alg ${JSON.stringify(alg)} and no signature`,
  does: { header: having({ alg }), signature: () => Buffer.alloc(0) },
  because: /unexpected JWT "alg"/,
})

/** Signatures and algorithms. */
export const signatureCases: readonly Case[] = [
  {
    name: 'I4 a signature by another key',
    does: { signature: (input, keys) => rs256(input, keys.other.privateKey) },
    because: /the signature is wrong/,
  },
  {
    name: 'I4 a signature that was cut off',
    does: { idToken: (token) => token.slice(0, token.lastIndexOf('.') + 1) },
    because: /the signature is wrong/,
  },
  {
    name: 'I4 a token without its third part',
    does: { idToken: (token) => token.slice(0, token.lastIndexOf('.')) },
    because: /Invalid JWT/,
  },
  {
    name: 'I4 claims that were changed after signing',
    does: {
      idToken: (token) => {
        const [header, payload = '', signature] = token.split('.')
        const claims = JSON.parse(Buffer.from(payload, 'base64url').toString()) as object
        return `${header}.${encode({ ...claims, sub: 'mallory' })}.${signature}`
      },
    },
    because: /the signature is wrong/,
  },
  {
    name: 'I4 a kid that nobody published',
    does: { header: having({ kid: 'k2' }) },
    because: /no published key fits/,
  },
  {
    name: 'I4 a kid that is a path',
    does: { header: having({ kid: '../../../../dev/null' }) },
    because: /no published key fits/,
  },
  {
    name: 'I4 a kid that is no text',
    does: { header: having({ kid: { $ne: null } }) },
    because: /no published key fits/,
  },
  {
    name: 'I4 a key of its own in the header',
    does: {
      header: (header, keys) => ({ ...header, jwk: publish(keys.other.publicKey) }),
      signature: (input, keys) => rs256(input, keys.other.privateKey),
    },
    because: /the signature is wrong/,
  },
  {
    name: 'I4 an address of keys in the header',
    does: {
      header: having({ jku: 'https://evil.example/jwks', x5u: 'https://evil.example/x5u' }),
      signature: (input, keys) => rs256(input, keys.other.privateKey),
    },
    because: /the signature is wrong/,
  },
  ...['none', 'None', 'NONE', 'nOnE', '', null, 0, ['none']].map((alg) => none(alg)),
  {
    name: 'I5 no alg at all',
    does: { header: having({ alg: undefined }) },
    because: /unexpected JWT "alg"/,
  },
  {
    name: 'I5 none, though the metadata lists it',
    does: {
      metadata: having({ id_token_signing_alg_values_supported: ['none', 'RS256'] }),
      header: having({ alg: 'none' }),
      claims: having({ at_hash: undefined }),
      signature: () => Buffer.alloc(0),
    },
    because: /no published key fits/,
  },
  {
    name: 'I5 HS256 with the public key as its secret',
    does: {
      header: having({ alg: 'HS256' }),
      signature: (input, keys) =>
        hs256(input, keys.honest.publicKey.export({ type: 'spki', format: 'pem' })),
    },
    because: /unexpected JWT "alg"/,
  },
  {
    name: 'I5 HS256 with the public key as its secret, though the metadata lists it',
    does: {
      metadata: having({ id_token_signing_alg_values_supported: ['HS256', 'RS256'] }),
      header: having({ alg: 'HS256' }),
      signature: (input, keys) =>
        hs256(input, keys.honest.publicKey.export({ type: 'spki', format: 'pem' })),
    },
    because: /no published key fits/,
  },
  {
    name: 'I5 HS256 with the client’s secret, though the metadata lists it: not registered',
    does: {
      metadata: having({ id_token_signing_alg_values_supported: ['HS256'] }),
      header: having({ alg: 'HS256' }),
      signature: (input) => hs256(input, 's'),
    },
    because: /no published key fits/,
  },
  {
    name: 'I5 HS256, registered, with another secret',
    does: { header: having({ alg: 'HS256' }), signature: (input) => hs256(input, 'another') },
    config: { client: { id_token_signed_response_alg: 'HS256' } },
    because: /JWSSignatureVerificationFailed/,
  },
  {
    name: 'I5 RS256 where HS256 is registered',
    does: {},
    config: { client: { id_token_signed_response_alg: 'HS256' } },
    because: /unexpected JWT "alg"/,
  },
  {
    name: 'I5 ES256 where it is not listed',
    does: {
      keys: (_keys, all) => [publish(all.curve.publicKey, { kid: 'k1' })],
      header: having({ alg: 'ES256' }),
      signature: (input, keys) => es256(input, keys.curve.privateKey),
    },
    because: /unexpected JWT "alg"/,
  },
  {
    name: 'I5 a signature for RS256 with a key that is published for PS256',
    does: {
      keys: (_keys, all) => [publish(all.honest.publicKey, { kid: 'k1', alg: 'PS256' })],
    },
    because: /no published key fits/,
  },
  {
    name: 'I12 a critical extension that nobody knows',
    does: { header: having({ crit: ['b64x'], b64x: true }) },
    because: /"crit"/,
  },
  {
    name: 'I12 an unencoded payload (RFC 7797)',
    does: { header: having({ crit: ['b64'], b64: false }) },
    because: /"crit"/,
  },
  ...['at+jwt', 'application/at+jwt', 'logout+jwt', 'LOGOUT+JWT', 'secevent+jwt', 'dpop+jwt'].map(
    (typ): Case => ({
      name: `I11 a token of the type ${typ}`,
      does: { header: having({ typ }) },
      because: /of another type than an ID token/,
    }),
  ),
  {
    name: 'I11 a type that is no text',
    does: { header: having({ typ: ['JWT'] }) },
    because: /of another type than an ID token/,
  },
]

/** Keys that are no good. */
export const keyCases: readonly Case[] = [
  {
    name: 'I4 no keys',
    does: { keys: () => [] },
    because: /no published key fits/,
  },
  {
    name: 'I4 keys that are no list',
    does: { keys: () => ({ k1: {} }) },
    because: /no key set/,
  },
  {
    name: 'I4 keys that are no objects',
    does: { keys: () => [null, 1, 'x', []] },
    because: /fits/,
  },
  {
    name: 'I4 keys with status 500',
    does: { answerKeys: (response) => response.writeHead(500).end() },
    because: /status 500/,
  },
  {
    name: 'I4 keys elsewhere, by a redirect',
    does: {
      answerKeys: (response) =>
        response.writeHead(302, { location: 'http://127.0.0.1:1/jwks' }).end(),
    },
    because: /status 302/,
  },
  {
    name: 'I4 keys that are text',
    does: { answerKeys: (response) => response.writeHead(200).end('hello') },
    because: /no key set/,
  },
  {
    name: 'I4 metadata without keys',
    does: { metadata: having({ jwks_uri: undefined }) },
    because: /publishes no keys/,
  },
  {
    name: 'I4 keys at a file',
    does: { metadata: having({ jwks_uri: 'file:///etc/passwd' }) },
    because: /jwks_uri is not https/,
  },
  {
    name: 'I14 no kid, and several keys that fit',
    does: {
      header: having({ kid: undefined }),
      keys: (keys, all) => [...keys, publish(all.other.publicKey, { kid: 'k2' })],
    },
    because: /several published keys/,
  },
  {
    name: 'I14 one kid for two keys',
    does: { keys: (keys, all) => [...keys, publish(all.other.publicKey, { kid: 'k1' })] },
    because: /several published keys/,
  },
  {
    name: 'I16 a key for encryption',
    does: { keys: ([key]) => [{ ...key, use: 'enc' }] },
    because: /no published key fits/,
  },
  {
    name: 'I16 a key for wrapping keys',
    does: { keys: ([key]) => [{ ...key, use: undefined, key_ops: ['wrapKey'] }] },
    because: /no published key fits/,
  },
  {
    name: 'I16 the private key published with it',
    does: { keys: (_keys, all) => [publish(all.honest.privateKey, { kid: 'k1' })] },
    because: /a private key is published/,
  },
  {
    name: 'I16 RSA of 1024 bits',
    does: {
      keys: (_keys, all) => [publish(all.weak.publicKey, { kid: 'k1' })],
      signature: (input, keys) => rs256(input, keys.weak.privateKey),
    },
    because: /2048 bits/,
  },
  {
    name: 'I16 a secret published as a key',
    does: { keys: () => [{ kty: 'oct', kid: 'k1', k: 'c2VjcmV0' }] },
    because: /no published key fits/,
  },
  {
    name: 'I16 a key whose numbers are none',
    does: { keys: () => [{ kty: 'RSA', kid: 'k1', n: '!', e: 'AQAB' }] },
    because: /provider_response_invalid|gave an answer/,
  },
  {
    name: 'I16 a key of the wrong curve',
    does: {
      metadata: having({ id_token_signing_alg_values_supported: ['ES256'] }),
      keys: (_keys, all) => [{ ...publish(all.curve.publicKey, { kid: 'k1' }), crv: 'P-384' }],
      header: having({ alg: 'ES256' }),
      signature: (input, keys) => es256(input, keys.curve.privateKey),
    },
    because: /no published key fits/,
  },
  {
    name: 'I16 two hundred thousand keys',
    does: {
      keys: ([key]) => [
        ...Array.from({ length: 200_000 }, (_, index) => ({
          kty: 'RSA',
          kid: `x${index}`,
          n: 'AQAB',
          e: 'AQAB',
        })),
        key,
      ],
    },
    because: /more than 1048576 octets/,
  },
  {
    name: 'I16 two hundred thousand empty keys, within the size',
    does: { keys: ([key]) => [...Array.from({ length: 200_000 }, () => ({})), key] },
    because: /more than 500 keys/,
  },
]

/** Claims. */
export const claimCases: readonly Case[] = [
  claim('I1 iss of another', { iss: 'https://evil.example' }, /"iss" \(issuer\) claim value/),
  claim('I1 no iss', { iss: undefined }, /"iss".* missing/),
  claim('I1 iss that is a list', { iss: ['x'] }, /"iss" \(issuer\) claim type/),
  {
    name: 'I1 iss with a slash more',
    does: { claims: (claims) => ({ ...claims, iss: `${String(claims['iss'])}/` }) },
    because: /"iss" \(issuer\) claim value/,
  },
  {
    name: 'I1 iss in capitals',
    does: { claims: (claims) => ({ ...claims, iss: String(claims['iss']).toUpperCase() }) },
    because: /"iss" \(issuer\) claim value/,
  },
  claim('I2 aud of another client', { aud: 'another' }, /"aud" \(audience\) claim value/),
  claim('I2 aud that only begins like ours', { aud: 'client ' }, /"aud" \(audience\) claim value/),
  claim('I2 no aud', { aud: undefined }, /"aud".* missing/),
  claim('I2 an empty list of aud', { aud: [] }, /"aud" \(audience\) claim value/),
  claim('I2 aud that is an object', { aud: { client: true } }, /"aud" \(audience\) claim type/),
  claim('I2 a further aud and no azp', { aud: ['client', 'evil'] }, /additional untrusted/),
  claim('I3 a further aud and azp of it', { aud: ['client', 'evil'], azp: 'evil' }, /"azp"/),
  claim('I3 azp of another client', { azp: 'evil' }, /made for another client/),
  claim('I3 azp that is a list', { azp: ['client'] }, /made for another client/),
  claim('I6 no exp', { exp: undefined }, /"exp".* missing/),
  claim('I6 exp as text', { exp: String(fromNow(300)) }, /"exp" \(expiration time\) claim type/),
  claim('I6 exp null', { exp: null }, /"exp" \(expiration time\) claim type/),
  claim('I6 expired', { exp: fromNow(-60) }, /expiration is past/),
  claim('I6 no iat', { iat: undefined }, /"iat".* missing/),
  claim('I6 iat as text', { iat: String(fromNow(0)) }, /"iat" \(issued at\) claim type/),
  claim('I7 iat a day ahead', { iat: fromNow(86_400), exp: fromNow(90_000) }, /from the future/),
  claim('I7 iat two minutes ahead', { iat: fromNow(120) }, /from the future/),
  claim('I7 iat a week ago', { iat: fromNow(-604_800) }, /too old/),
  claim('I7 iat eleven minutes ago', { iat: fromNow(-660) }, /too old/),
  claim('I7 iat before the epoch', { iat: -1 }, /too old/),
  claim('I7 nbf ahead', { nbf: fromNow(300) }, /"nbf"/),
  claim('I7 nbf as text', { nbf: 'now' }, /"nbf"/),
  claim('I8 another nonce', { nonce: 'x' }, /"nonce" claim value/),
  claim('I8 no nonce', { nonce: undefined }, /"nonce".* missing/),
  claim('I8 nonce null', { nonce: null }, /"nonce" claim value/),
  claim('I8 a list with the nonce', { nonce: ['x'] }, /"nonce" claim value/),
  claim(
    'I9 at_hash of another token',
    { at_hash: 'AAAAAAAAAAAAAAAAAAAAAA' },
    /another access token/,
  ),
  claim('I9 at_hash that is no text', { at_hash: 1 }, /another access token/),
  claim('I10 no sub', { sub: undefined }, /"sub".* missing/),
  claim('I10 sub a number', { sub: 1 }, /"sub" \(subject\) claim type/),
  claim('I10 sub an object', { sub: { id: 'ada' } }, /"sub" \(subject\) claim type/),
  claim('I10 sub null', { sub: null }, /"sub" \(subject\) claim type/),
  claim('I10 sub empty', { sub: '' }, /no subject that can be kept/),
  claim('I10 sub of 256 characters', { sub: 'a'.repeat(256) }, /no subject that can be kept/),
  claim('I10 sub of 100 kB', { sub: 'a'.repeat(100_000) }, /no subject that can be kept/),
  claim('I10 sub with a line break', { sub: 'ada\n' }, /no subject that can be kept/),
  claim(
    'I10 sub with letters that look like others',
    { sub: 'аda' },
    /no subject that can be kept/,
  ),
  {
    name: 'I17 no auth_time, though max_age was asked for',
    does: {},
    config: { authorization: { params: { max_age: 60 } } },
    because: /"auth_time".* missing/,
  },
  {
    name: 'I17 auth_time longer ago than max_age',
    does: { claims: having({ auth_time: fromNow(-3600) }) },
    config: { authorization: { params: { max_age: 60 } } },
    because: /too much time has elapsed/,
  },
  {
    name: 'I17 auth_time ahead',
    does: { claims: having({ auth_time: fromNow(3600) }) },
    config: { authorization: { params: { max_age: 60 } } },
    because: /sign-in in the future/,
  },
  {
    name: 'I17 auth_time as text',
    does: { claims: having({ auth_time: 'now' }) },
    config: { authorization: { params: { max_age: 60 } } },
    because: /auth_time/,
  },
]
