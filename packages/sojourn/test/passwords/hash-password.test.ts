/**
 * Hashing and verifying, on the platform's own functions.
 *
 * @module
 */
import { execFile } from 'node:child_process'
import { randomBytes, scryptSync } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { promisify } from 'node:util'
import { describe, expect, it } from 'vitest'
import { hashPassword, verifyPassword } from '../../src/passwords/index.ts'

const password = 'open sea, quiet bay'
const run = promisify(execFile)

/** A PHC string of scrypt with chosen parameters. */
function scryptHash(text: string, logBlocks: number, blockSize: number): string {
  const salt = randomBytes(16)
  const hash = scryptSync(text, salt, 32, {
    N: 2 ** logBlocks,
    r: blockSize,
    p: 1,
    maxmem: 2 ** 28,
  })
  const encode = (bytes: Buffer): string => bytes.toString('base64').replace(/=+$/, '')
  return `$scrypt$ln=${logBlocks},r=${blockSize},p=1$${encode(salt)}$${encode(hash)}`
}

/** Runs a module in a Node that has no argon2, as none had before 24.7. */
async function withoutArgon2(code: string): Promise<unknown> {
  const entry = new URL('../../src/passwords/index.ts', import.meta.url).href
  const { stdout } = await run(process.execPath, [
    '--conditions=sojourn-source',
    '--input-type=module',
    '--eval',
    `import crypto from 'node:crypto'
     import { syncBuiltinESMExports } from 'node:module'
     delete crypto.argon2
     syncBuiltinESMExports()
     const { hashPassword, verifyPassword } = await import(${JSON.stringify(entry)})
     const result = await (async () => { ${code} })()
     console.log(JSON.stringify(result))`,
  ])
  return JSON.parse(stdout)
}

describe('hashPassword', () => {
  it('makes an argon2id hash of the cost that OWASP asks for (ASVS 11.4.2)', async () => {
    const hash = await hashPassword(password)
    expect(hash).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$[\w+/]{22}\$[\w+/]{43}$/)
    expect(hash.length).toBeLessThanOrEqual(128)
  })

  it('makes another hash of the same password each time', async () => {
    const [first, second] = await Promise.all([hashPassword(password), hashPassword(password)])
    expect(first).not.toBe(second)
  })

  it('refuses text that is not well-formed, which would be stored as another password', async () => {
    await expect(hashPassword('half a pair \uD83D')).rejects.toMatchObject({
      code: 'password_unacceptable',
    })
  })

  it('makes a scrypt hash where the platform has no argon2id, and verifies it', async () => {
    await expect(
      withoutArgon2(`
        const hash = await hashPassword('open sea')
        return [hash.split('$').slice(0, 3), await verifyPassword('open sea', hash), await verifyPassword('open bay', hash)]
      `),
    ).resolves.toEqual([
      ['', 'scrypt', 'ln=17,r=8,p=1'],
      { ok: true, isOutdated: false },
      { ok: false, isOutdated: false },
    ])
  }, 30_000)
})

describe('verifyPassword', () => {
  // Exactly as received: each of these is the password only if nothing was folded, trimmed or cut off.
  it.each([
    ['in another case', 'Open sea, quiet bay', password],
    ['with a space at its end', `${password} `, password],
    ['with a line end', `${password}\n`, password],
    ['that goes on after 72 bytes', `${'a'.repeat(72)}b`, `${'a'.repeat(72)}c`],
    ['that goes on after a NUL', 'open sea\0quiet', 'open sea\0loud'],
    ['that is longer by a NUL', 'open sea\0', 'open sea'],
    ['in another normal form', 'caf\u00E9 by the sea', 'cafe\u0301 by the sea'],
    ['of full-width letters', 'ｏpen sea', 'open sea'],
    ['with a zero-width space', 'open\u200Bsea', 'opensea'],
    ['that is half a pair', 'open sea \uFFFD', 'open sea \uD83D'],
  ])('tells a password from one %s (ASVS 6.2.8)', async (_, own, other) => {
    const hash = await hashPassword(own)
    await expect(verifyPassword(own, hash)).resolves.toEqual({ ok: true, isOutdated: false })
    await expect(verifyPassword(other, hash)).resolves.toEqual({ ok: false, isOutdated: false })
  })

  it.each([
    ['empty', ''],
    ['of 1024 bytes', 'x'.repeat(1024)],
    ['of 1024 emoji (ASVS 6.2.9)', '🐚'.repeat(1024)],
    ['of NULs', '\0'.repeat(16)],
  ])('verifies a password that is %s', async (_, text) => {
    await expect(verifyPassword(text, await hashPassword(text))).resolves.toMatchObject({
      ok: true,
    })
  })

  it('verifies the test vector of another implementation of argon2id', async () => {
    // From the command of the reference implementation: m=65536, t=2, p=1.
    const hash =
      '$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc'
    await expect(verifyPassword('password', hash)).resolves.toMatchObject({ ok: true })
  })

  it('verifies scrypt, and calls it outdated where there is argon2id', async () => {
    const hash = scryptHash(password, 17, 8)
    await expect(verifyPassword(password, hash)).resolves.toEqual({ ok: true, isOutdated: true })
    await expect(verifyPassword('another', hash)).resolves.toMatchObject({ ok: false })
  })

  it('calls a hash outdated that costs less than a new one, and no dearer one', async () => {
    const cheap = '$argon2id$v=19$m=8192,t=1,p=1$c29tZXNhbHRzb21lc2FsdA$'
    const dear = '$argon2id$v=19$m=65536,t=3,p=4$c29tZXNhbHRzb21lc2FsdA$'
    const tag = 'A'.repeat(43)
    await expect(verifyPassword('x', cheap + tag)).resolves.toMatchObject({ isOutdated: true })
    await expect(verifyPassword('x', dear + tag)).resolves.toMatchObject({ isOutdated: false })
  })

  it('says that a platform without argon2id cannot verify it', async () => {
    const hash = await hashPassword(password)
    await expect(
      withoutArgon2(
        `return verifyPassword('x', ${JSON.stringify(hash)}).catch((error) => [error.name, error.message])`,
      ),
    ).resolves.toEqual([
      'TypeError',
      'A stored password is hashed with argon2id, which needs Node 24.7 or later.',
    ])
  })

  const salt = 'c29tZXNhbHRzb21lc2FsdA'
  const tag = 'A'.repeat(43)
  it.each([
    ['nothing', ''],
    ['the password itself', password],
    ['a bcrypt hash', '$2b$12$LQv3c1yqBWVHxkd0LHAkCOYz6TtxMQJqhN8/LewKyNiQ1ZzWYmG6e'],
    ['argon2i', `$argon2i$v=19$m=19456,t=2,p=1$${salt}$${tag}`],
    ['argon2id of an older version', `$argon2id$v=16$m=19456,t=2,p=1$${salt}$${tag}`],
    ['argon2id without its version', `$argon2id$m=19456,t=2,p=1$${salt}$${tag}`],
    ['argon2id with 4 GiB', `$argon2id$v=19$m=4194304,t=2,p=1$${salt}$${tag}`],
    ['argon2id with a million passes', `$argon2id$v=19$m=19456,t=1000000,p=1$${salt}$${tag}`],
    ['argon2id with a thousand lanes', `$argon2id$v=19$m=19456,t=2,p=1000$${salt}$${tag}`],
    ['argon2id with less memory than its lanes need', `$argon2id$v=19$m=15,t=2,p=2$${salt}$${tag}`],
    ['argon2id without memory', `$argon2id$v=19$m=0,t=0,p=0$${salt}$${tag}`],
    ['scrypt with 256 MiB', `$scrypt$ln=18,r=8,p=1$${salt}$${tag}`],
    ['argon2id with 256 MiB', `$argon2id$v=19$m=262144,t=1,p=1$${salt}$${tag}`],
    ['scrypt with 4 GiB', `$scrypt$ln=22,r=8,p=1$${salt}$${tag}`],
    ['scrypt with a block of gigabytes', `$scrypt$ln=1,r=99999999,p=1$${salt}$${tag}`],
    ['scrypt with endless rounds', `$scrypt$ln=17,r=8,p=999999$${salt}$${tag}`],
    ['scrypt with more blocks than numbers have', `$scrypt$ln=9999999999,r=8,p=1$${salt}$${tag}`],
    ['scrypt of no blocks', `$scrypt$ln=0,r=8,p=1$${salt}$${tag}`],
    ['a hash of one byte', `$argon2id$v=19$m=19456,t=2,p=1$${salt}$AA`],
    ['no hash', `$argon2id$v=19$m=19456,t=2,p=1$${salt}$`],
    ['no salt', `$argon2id$v=19$m=19456,t=2,p=1$$${tag}`],
    ['a hash of 10 kB', `$argon2id$v=19$m=19456,t=2,p=1$${salt}$${'A'.repeat(10_000)}`],
    ['a line end after it', `$argon2id$v=19$m=19456,t=2,p=1$${salt}$${tag}\n`],
  ])('throws, at once, for %s', async (_, hash) => {
    const startedAt = performance.now()
    const failure = await verifyPassword(password, hash).catch((error: unknown) => error)
    expect(performance.now() - startedAt).toBeLessThan(500)
    expect(failure).toBeInstanceOf(TypeError)
    expect((failure as Error).message).toMatch(/stored .*(hash|hashed)/)
    if (hash) expect((failure as Error).message).not.toContain(hash)
  })
})

describe('a flood', () => {
  it('is refused beyond two at work and a hundred waiting, and nothing is left over', async () => {
    const results = await Promise.allSettled(
      Array.from({ length: 150 }, async () => hashPassword(password)),
    )
    const refused = results.filter((result) => result.status === 'rejected')
    expect(refused).toHaveLength(48)
    for (const { reason } of refused) {
      expect(reason).toMatchObject({ name: 'AuthError', code: 'passwords_busy' })
    }
    await expect(hashPassword(password)).resolves.toMatch(/^\$argon2id/)
  }, 30_000)

  it('leaves threads to files while two are at work', async () => {
    let hashed = 0
    const all = Promise.all(
      Array.from({ length: 60 }, async () => {
        await hashPassword(password)
        hashed += 1
      }),
    )
    await readFile(new URL(import.meta.url))
    expect(hashed).toBeLessThan(10)
    await all
  }, 30_000)
})
