/**
 * ASVS 9.1, CVE-2022-36083, CVE-2024-28176, CVE-2022-23539 to 23541: sealed tokens of every other algorithm, key,
 * header and size. Most are made with the very secret of the engine, so that only their form is wrong.
 */
import { hkdfSync } from 'node:crypto'
import { deflateRawSync } from 'node:zlib'
import { encode as encodeV4 } from 'next-auth/jwt'
import {
  base64url,
  CompactEncrypt,
  type CompactJWEHeaderParameters,
  exportJWK,
  exportSPKI,
  FlattenedEncrypt,
  generateKeyPair,
  GeneralEncrypt,
  SignJWT,
} from 'jose'
import { describe, expect, it } from 'vitest'
import { decode, getToken } from '../../src/jwt/index.ts'
import type { Auth } from '../../src/server/index.ts'
import { origin } from '../support/browser.ts'
import { secret } from '../support/test-auth.ts'
import { attackedApplication } from './support/application.ts'

const v4Cookie = 'next-auth.session-token'
const v5Cookie = 'authjs.session-token'
const encoder = new TextEncoder()
const inAYear = Math.floor(Date.now() / 1000) + 365 * 24 * 60 * 60
const claims = { sub: '1', name: 'Mallory', email: 'mallory@example.com', iat: 1, exp: inAYear }
const v4Key = new Uint8Array(
  hkdfSync('sha256', secret, '', 'NextAuth.js Generated Encryption Key', 32),
)
const v5Info = `Auth.js Generated Encryption Key (${v5Cookie})`
const v5Key = new Uint8Array(hkdfSync('sha256', secret, v5Cookie, v5Info, 64))

/** Milliseconds that a refusal may take. */
const patience = 50

/** Who is signed in by a token in any place that takes one. */
async function accepted(auth: Auth, token: string): Promise<string[]> {
  const found: string[] = []
  for (const [name, ask] of Object.entries(places)) {
    if ((await ask(auth, token)) !== null) found.push(name)
  }
  return found
}

const places: Readonly<Record<string, (auth: Auth, token: string) => Promise<unknown>>> = {
  [v4Cookie]: (auth, token) => auth.getSession(carrying(v4Cookie, token)),
  [v5Cookie]: (auth, token) => auth.getSession(carrying(v5Cookie, token)),
  bearer: (_, token) =>
    getToken({ req: { headers: { authorization: `Bearer ${token}` } }, secret }),
  decode: (_, token) => decode({ token, secret }),
  'decode with salt': (_, token) => decode({ token, secret, salt: v5Cookie }),
}

function carrying(name: string, token: string): Request {
  return new Request(origin, { headers: { cookie: `${name}=${token}` } })
}

async function jwe(
  key: CryptoKey | Uint8Array,
  header: Record<string, unknown>,
  payload: unknown = claims,
): Promise<string> {
  const text = typeof payload === 'string' ? payload : JSON.stringify(payload)
  return new CompactEncrypt(encoder.encode(text))
    .setProtectedHeader(header as unknown as CompactJWEHeaderParameters)
    .encrypt(key)
}

function part(value: unknown): string {
  return base64url.encode(JSON.stringify(value))
}

/** A token whose header says anything, behind which there is nothing. */
function hollow(header: unknown, ...parts: string[]): string {
  return [typeof header === 'string' ? header : part(header), ...parts].join('.')
}

const nothing = ['', 'AAAAAAAAAAAAAAAA', 'AAAA', 'AAAAAAAAAAAAAAAAAAAAAA'] as const

const forgeries: Readonly<Record<string, () => Promise<string> | string>> = {
  'A128GCM under the key of the session': () =>
    jwe(v4Key.slice(0, 16), { alg: 'dir', enc: 'A128GCM' }),
  'A192GCM under the key of the session': () =>
    jwe(v4Key.slice(0, 24), { alg: 'dir', enc: 'A192GCM' }),
  'A128CBC-HS256 under the key of the session': () =>
    jwe(v4Key, { alg: 'dir', enc: 'A128CBC-HS256' }),
  'A256KW with the key of the session': () => jwe(v4Key, { alg: 'A256KW', enc: 'A256GCM' }),
  'A256GCMKW with the key of the session': () => jwe(v4Key, { alg: 'A256GCMKW', enc: 'A256GCM' }),
  'A256KW around A256CBC-HS512': () => jwe(v4Key, { alg: 'A256KW', enc: 'A256CBC-HS512' }),
  'PBES2 with the secret as password': () =>
    jwe(encoder.encode(secret), { alg: 'PBES2-HS256+A128KW', enc: 'A256GCM' }),
  'a header with more in it': () => jwe(v4Key, { alg: 'dir', enc: 'A256GCM', typ: 'JWT' }),
  'a header in another order': () => jwe(v4Key, { enc: 'A256GCM', alg: 'dir' }),
  'a header that names a key': () => jwe(v4Key, { alg: 'dir', enc: 'A256GCM', kid: '../../x' }),
  'a header with a critical extension': async () =>
    new CompactEncrypt(encoder.encode(JSON.stringify(claims)))
      .setProtectedHeader({ alg: 'dir', enc: 'A256GCM', crit: ['x'], x: true })
      .encrypt(v4Key, { crit: { x: true } }),
  'the raw secret as key': () =>
    jwe(encoder.encode(secret.padEnd(32)).slice(0, 32), { alg: 'dir', enc: 'A256GCM' }),
  'a key of zeros': () => jwe(new Uint8Array(32), { alg: 'dir', enc: 'A256GCM' }),
  'a key of zeros in the form of v5': () =>
    jwe(new Uint8Array(64), { alg: 'dir', enc: 'A256CBC-HS512' }),
  'RSA-OAEP with the key in the header': async () => {
    const { publicKey } = await generateKeyPair('RSA-OAEP-256')
    return jwe(publicKey, { alg: 'RSA-OAEP-256', enc: 'A256GCM', jwk: await exportJWK(publicKey) })
  },
  'ECDH-ES with the key in the header': async () => {
    const { publicKey } = await generateKeyPair('ECDH-ES')
    return jwe(publicKey, { alg: 'ECDH-ES', enc: 'A256GCM' })
  },
  'a JWS by the secret (HS256)': () =>
    new SignJWT(claims).setProtectedHeader({ alg: 'HS256' }).sign(encoder.encode(secret)),
  'a JWS by the key of the session (HS256)': () =>
    new SignJWT(claims).setProtectedHeader({ alg: 'HS256' }).sign(v4Key),
  'a JWS by a public key taken for a secret': async () => {
    const { publicKey } = await generateKeyPair('RS256', { extractable: true })
    return new SignJWT(claims)
      .setProtectedHeader({ alg: 'HS256' })
      .sign(encoder.encode(await exportSPKI(publicKey)))
  },
  'a JWS with its key in the header': async () => {
    const { publicKey, privateKey } = await generateKeyPair('ES256')
    return new SignJWT(claims)
      .setProtectedHeader({ alg: 'ES256', jwk: await exportJWK(publicKey) })
      .sign(privateKey)
  },
  'a JWS inside the seal': async () => {
    const inner = await new SignJWT(claims).setProtectedHeader({ alg: 'HS256' }).sign(v4Key)
    return jwe(v4Key, { alg: 'dir', enc: 'A256GCM', cty: 'JWT' }, inner)
  },
  'a JWS inside the seal that says nothing of it': async () => {
    const inner = await new SignJWT(claims).setProtectedHeader({ alg: 'HS256' }).sign(v4Key)
    return jwe(v4Key, { alg: 'dir', enc: 'A256GCM' }, inner)
  },
  'a seal inside the seal': async () =>
    jwe(v4Key, { alg: 'dir', enc: 'A256GCM' }, await encodeV4({ token: claims, secret })),
  'a bomb under the key of v4 (zip)': () => bomb(v4Key, { alg: 'dir', enc: 'A256GCM', zip: 'DEF' }),
  'a bomb under the key of v5 (zip)': () =>
    bomb(v5Key, { alg: 'dir', enc: 'A256CBC-HS512', zip: 'DEF' }),
  'p2c of 1e9': () =>
    hollow({ alg: 'PBES2-HS512+A256KW', enc: 'A256GCM', p2c: 1e9, p2s: 'AAAA' }, ...nothing),
  'p2c of 1e9 under dir': () =>
    hollow({ alg: 'dir', enc: 'A256CBC-HS512', p2c: 1e9, p2s: 'AAAA' }, ...nothing),
  'a header of 1 MB': () =>
    hollow({ alg: 'dir', enc: 'A256CBC-HS512', x: 'x'.repeat(1_000_000) }, ...nothing),
  'a header nested 100,000 deep': () =>
    hollow(base64url.encode(`{"x":${'['.repeat(100_000)}`), ...nothing),
  'a header of prototypes': () =>
    hollow(base64url.encode('{"__proto__":{"alg":"dir","enc":"A256CBC-HS512"}}'), ...nothing),
  'a ciphertext of 1 MB': () =>
    hollow(
      { alg: 'dir', enc: 'A256GCM' },
      '',
      'A'.repeat(16),
      'A'.repeat(1_000_000),
      'A'.repeat(22),
    ),
  '1 MB of dots': () => '.'.repeat(1_000_000),
  'the flattened form': async () => {
    const flat = await new FlattenedEncrypt(encoder.encode(JSON.stringify(claims)))
      .setProtectedHeader({ alg: 'dir', enc: 'A256GCM' })
      .encrypt(v4Key)
    return encodeURIComponent(JSON.stringify(flat))
  },
  'the general form': async () => {
    const general = await new GeneralEncrypt(encoder.encode(JSON.stringify(claims)))
      .setProtectedHeader({ alg: 'dir', enc: 'A256GCM' })
      .addRecipient(v4Key)
      .encrypt()
    return encodeURIComponent(JSON.stringify(general))
  },
  'NextAuth v4 under another salt': () => encodeV4({ token: claims, secret, salt: 'x' }),
  'NextAuth v4 under another secret': () => encodeV4({ token: claims, secret: `${secret}.` }),
}

for (const alg of ['none', 'None', 'NONE', 'nOnE', 'none ', '', null, undefined]) {
  const name = `alg ${JSON.stringify(alg)}`
  Object.assign(forgeries, {
    [`${name}, signed by nobody`]: () => hollow({ alg }, part(claims), ''),
    [`${name}, without an end`]: () => hollow({ alg }, part(claims)),
    [`${name}, in five parts`]: () => hollow({ alg, enc: 'A256GCM' }, '', '', part(claims), ''),
  })
}

function bomb(key: Uint8Array, header: Record<string, unknown>): Promise<string> {
  // As an old library would have made it: the payload compressed before it is sealed.
  const plain = JSON.stringify({ ...claims, x: ' '.repeat(20_000_000) })
  const { zip, ...rest } = header
  const token = new CompactEncrypt(deflateRawSync(plain)).setProtectedHeader({
    ...rest,
    ...(zip !== undefined && { 'x-zip': zip }),
  } as unknown as CompactJWEHeaderParameters)
  return token.encrypt(key).then((sealed) => {
    const parts = sealed.split('.')
    return [part(header), ...parts.slice(1)].join('.')
  })
}

describe('a token that is not of our form', () => {
  const { auth } = attackedApplication()

  it.each(Object.keys(forgeries))('is nobody, at once: %s', async (name) => {
    const token = (await forgeries[name]?.()) ?? ''
    // Keys are derived at the first, which is none of its doing.
    await accepted(auth, 'x')
    for (const [place, ask] of Object.entries(places)) {
      let fastest = Infinity
      // A busy machine gets another chance.
      for (let round = 0; round < 3 && fastest >= patience; round++) {
        const begun = performance.now()
        expect(await ask(auth, token), place).toBeNull()
        fastest = Math.min(fastest, performance.now() - begun)
      }
      expect(fastest, place).toBeLessThan(patience)
    }
  })

  it('is told from one that is: the same claims in both forms are somebody', async () => {
    expect(await accepted(auth, await jwe(v4Key, { alg: 'dir', enc: 'A256GCM' }))).toContain(
      v4Cookie,
    )
    expect(await accepted(auth, await jwe(v5Key, { alg: 'dir', enc: 'A256CBC-HS512' }))).toContain(
      v5Cookie,
    )
  })

  it.each([v4Key, v5Key])(
    'is one of ours with one character changed, lost or added',
    async (key) => {
      const enc = key === v4Key ? 'A256GCM' : 'A256CBC-HS512'
      const token = await jwe(key, { alg: 'dir', enc })
      const tried: string[] = []
      for (let index = 0; index < token.length; index += 3) {
        const other = token[index] === 'A' ? 'B' : 'A'
        tried.push(token.slice(0, index) + other + token.slice(index + 1))
        tried.push(token.slice(0, index) + token.slice(index + 1))
        tried.push(token.slice(0, index) + other + token.slice(index))
      }
      const lastDot = token.lastIndexOf('.')
      for (let length = 0; length < 22; length++) tried.push(token.slice(0, lastDot + 1 + length))
      tried.push(`${token}.`, `.${token}`, `${token}A`, token.replace('..', '.AAAA.'))
      const found: string[] = []
      for (const changed of tried) {
        // What base64url does not count: the last bits of a part.
        const isSame = changed.split('.').every((text, index) => {
          const own = token.split('.')[index] ?? ''
          return Buffer.from(text, 'base64url').equals(Buffer.from(own, 'base64url'))
        })
        if (!isSame && (await accepted(auth, changed)).length > 0) found.push(changed)
      }
      expect(found).toEqual([])
    },
  )
})

describe('ASVS 9.2.1, 15.3.5: what is sealed but is no session', () => {
  const { auth } = attackedApplication()
  const ends: readonly unknown[] = [
    undefined,
    null,
    '',
    String(inAYear),
    true,
    [],
    [inAYear],
    {},
    { valueOf: inAYear },
    0,
    -1,
    -inAYear,
    1,
  ]

  it.each(ends.map((exp) => [JSON.stringify(exp) ?? 'nothing', exp]))(
    'is nobody if it ends at %s',
    async (_, exp) => {
      const token = await jwe(v4Key, { alg: 'dir', enc: 'A256GCM' }, { ...claims, exp })
      expect(await accepted(auth, token)).toEqual([])
    },
  )

  it.each(['[]', '[1]', 'null', 'true', '1', '"text"', '', '{', '{"exp":1e400', 'NaN', '\u0000'])(
    'is nobody if it is %j',
    async (payload) => {
      expect(
        await accepted(auth, await jwe(v4Key, { alg: 'dir', enc: 'A256GCM' }, payload)),
      ).toEqual([])
    },
  )

  it('changes no prototype and breaks nothing, whatever its claims are', async () => {
    const values = ['{}', '[]', 'null', '1', '"x"', 'true', '{"__proto__":{"polluted":1}}']
    const names = [
      'sub',
      'jti',
      'iat',
      'name',
      'email',
      'picture',
      'sojourn.session',
      '__proto__',
      'constructor',
    ]
    const failed: string[] = []
    for (const name of names) {
      for (const value of values) {
        const payload = `{"exp":${inAYear},"${name}":${value}}`
        const token = await jwe(v4Key, { alg: 'dir', enc: 'A256GCM' }, payload)
        const request = new Request(`${origin}/api/auth/session`, {
          headers: { cookie: `${v4Cookie}=${token}` },
        })
        const isRead = await auth.getSession(request).then(
          () => true,
          () => false,
        )
        if (!isRead || !(await auth.handle(request)).ok) failed.push(`${name}: ${value}`)
        expect(({} as Record<string, unknown>)['polluted']).toBeUndefined()
      }
    }
    expect(failed).toEqual([])
  })
})
