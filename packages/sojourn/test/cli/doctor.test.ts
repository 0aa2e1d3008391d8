/**
 * `npx sojourn doctor` on healthy and on broken applications.
 *
 * @module
 */
import { copyFileSync, readdirSync, readFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { describe, expect, it, onTestFinished } from 'vitest'
import { sqlStorage } from '../../src/storage/sql/index.ts'
import { makeFolder, patience, sojourn } from './command.ts'
import { makeSqlite, runSqlite } from './databases.ts'

const secret = 'Zx8Kq2Lm5Vn7Bc1Wd4Rf6Tg9Yh3Uj0Pk8Ol2Im5Nb7Q'
const other = 'Hy3Wq9Zt6Rm2Lx8Vc5Bn1Kd4Jf7Gs0Ap3Oe6Iu9Yt2M'

const application = {
  'package.json': JSON.stringify({ dependencies: { next: '^16.0.0', react: '^19.0.0' } }),
  'node_modules/next/package.json': JSON.stringify({ name: 'next', version: '16.4.6' }),
  'node_modules/react/package.json': JSON.stringify({ name: 'react', version: '19.3.1' }),
}

const healthy = { AUTH_SECRET: secret, AUTH_URL: 'https://app.example.com' }

const provider = `{
  id: 'acme', name: 'Acme', type: 'oidc', issuer: 'https://acme.example', clientId: 'app',
  clientSecret: 'known-client-value',
}`

const wholeAdapter = `Object.fromEntries(['createUser', 'getUser', 'getUserByEmail', 'getUserByAccount',
  'updateUser', 'linkAccount', 'createSession', 'getSessionAndUser', 'updateSession', 'deleteSession',
  'createVerificationToken', 'useVerificationToken'].map((name) => [name, () => null]))`

/** A configuration with sign-in by mail. */
const mailing = (options: string, adapter: string): string => `export default {
  adapter: ${adapter}, session: { strategy: 'jwt' },
  providers: [{ id: 'email', name: 'Email', type: 'email', sendVerificationRequest() {}, ${options} }],
}`

interface Case {
  readonly env?: Readonly<Record<string, string>>
  readonly files?: Readonly<Record<string, string>>
  readonly args?: readonly string[]
}

/** A configuration, and the environment it is looked at in. */
const config = (text: string, env: Record<string, string> = healthy): Case => ({
  env,
  files: { 'auth.mjs': text },
  args: ['--config', 'auth.mjs'],
})

async function examine({ env = {}, files = {}, args = [] }: Case) {
  const folder = makeFolder({ ...application, ...files })
  const ended = await sojourn(folder, ['doctor', ...args], env)
  const shown = ended.stdout + ended.stderr
  // Whatever is wrong, no secret is shown, and no colour in a log.
  for (const value of [secret, other, 'known-client-value', 'known-password']) {
    expect(shown).not.toContain(value)
  }
  expect(shown).not.toContain('\u001B')
  expect(ended.stderr).toBe('')
  return ended
}

function marked(stdout: string, mark: string): string[] {
  return stdout.split('\n').filter((line) => line.startsWith(`  ${mark} `))
}

describe('sojourn doctor', { timeout: patience }, () => {
  it.each<[string, Case]>([
    ['with a secret and an address', { env: healthy }],
    [
      'under the names of NextAuth',
      { env: { NEXTAUTH_SECRET: secret, NEXTAUTH_URL: 'https://a.example' } },
    ],
    ['in production', { env: { ...healthy, NODE_ENV: 'production' } }],
    [
      'in production behind a proxy that is trusted',
      { env: { AUTH_SECRET: secret, AUTH_TRUST_HOST: 'true', NODE_ENV: 'production' } },
    ],
    ['in development over http', { env: { ...healthy, AUTH_URL: 'http://192.168.1.7:3000' } }],
    ['in development without an address', { env: { AUTH_SECRET: secret } }],
    ['with both names and one secret', { env: { ...healthy, NEXTAUTH_SECRET: secret } }],
    [
      'with an address that says where the endpoints are',
      { env: { ...healthy, AUTH_URL: 'https://a.example/auth' } },
    ],
    ['with variables in a file', { files: { '.env.local': `AUTH_SECRET=${secret}` } }],
    [
      'with a configuration',
      {
        files: { 'auth.mjs': `export default { secret: '${secret}', providers: [${provider}] }` },
        args: ['--config', 'auth.mjs'],
      },
    ],
    [
      'with a configuration in TypeScript, by name',
      {
        env: healthy,
        files: {
          'auth.ts': `interface Options { providers: object[]; basePath: string }
            export const authOptions: Options = { basePath: '/api/auth', providers: [${provider}] }`,
        },
        args: ['--config', './auth.ts'],
      },
    ],
    [
      'with a door instead of the original',
      {
        env: healthy,
        files: {
          'package.json': '{ "dependencies": { "next-auth": "npm:@sojourn/next-auth@4" } }',
        },
      },
    ],
    [
      'with the secret of sessions alone',
      {
        files: {
          'auth.mjs': `export default { jwt: { secret: '${secret}' }, providers: [${provider}] }`,
        },
        args: ['--config', 'auth.mjs'],
      },
    ],
    ['with a numbered secret alone', { env: { AUTH_SECRET_1: secret } }],
    [
      'with a configuration for each request',
      {
        env: healthy,
        files: {
          'auth.mjs': `export const authConfig = async (request) => ({ providers: request ? [] : [${provider}] })
            export default authConfig`,
        },
        args: ['--config', 'auth.mjs'],
      },
    ],
    [
      'with mails, and nodemailer',
      {
        env: healthy,
        files: {
          'auth.mjs': mailing(`server: 'smtp://mail.example'`, wholeAdapter),
          'node_modules/nodemailer/package.json': '{ "version": "7.0.13" }',
        },
        args: ['--config', 'auth.mjs'],
      },
    ],
    [
      'with mails that something else sends',
      {
        env: healthy,
        files: { 'auth.mjs': mailing('', wholeAdapter) },
        args: ['--config', 'auth.mjs'],
      },
    ],
    [
      'with answers through another deployment, and an address',
      { env: { ...healthy, AUTH_REDIRECT_PROXY_URL: 'https://live.example/api/auth' } },
    ],
    [
      'with cookies of other names that are guarded alike',
      {
        env: healthy,
        files: {
          'auth.mjs': `export default { providers: [${provider}], cookies: {
            sessionToken: { name: '__Host-s', options: { sameSite: 'strict' } } } }`,
        },
        args: ['--config', 'auth.mjs'],
      },
    ],
  ])('finds nothing wrong %s', async (_, setUp) => {
    const { code, stdout } = await examine(setUp)
    expect(marked(stdout, '✗')).toEqual([])
    expect(marked(stdout, '!')).toEqual([])
    expect(stdout).toContain('All is well.')
    expect(code).toBe(0)
  })

  it.each<[string, Case, RegExp]>([
    ['no secret', {}, /There is no secret/],
    ['an empty secret', { env: { AUTH_SECRET: '' } }, /There is no secret/],
    [
      'a short secret',
      { env: { AUTH_SECRET: secret.slice(0, 31) } },
      /AUTH_SECRET is too short: 31 of 32/,
    ],
    [
      'the secret of an example',
      { env: { AUTH_SECRET: 'your-super-secret-value-of-32-characters' } },
      /one from an example/,
    ],
    ['the word changeme', { env: { AUTH_SECRET: 'changeme' } }, /one from an example/],
    ['a secret of one letter', { env: { AUTH_SECRET: 'x'.repeat(40) } }, /a few characters/],
    [
      'a short secret in the configuration',
      config(`export default { secret: ['${secret}', 'Kq2Lm5'], providers: [${provider}] }`),
      /Secret 2 of the configuration is too short/,
    ],
    [
      'an address that is none',
      { env: { ...healthy, AUTH_URL: 'https://app.exa mple.com' } },
      /AUTH_URL is not a web address/,
    ],
    [
      'an address without a host',
      { env: { ...healthy, AUTH_URL: 'https://' } },
      /AUTH_URL is not a web address/,
    ],
    [
      'http in production',
      { env: { ...healthy, AUTH_URL: 'http://app.example.com', NODE_ENV: 'production' } },
      /AUTH_URL begins with http:/,
    ],
    [
      'a host that is not trusted in production',
      { env: { AUTH_SECRET: secret, NODE_ENV: 'production' } },
      /the Host header is not trusted/,
    ],
    [
      'a host that is said not to be trusted',
      { env: { AUTH_SECRET: secret, AUTH_TRUST_HOST: 'false', NODE_ENV: 'production' } },
      /the Host header is not trusted/,
    ],
    [
      'two paths',
      config(`export default { basePath: '/auth', providers: [${provider}] }`, {
        ...healthy,
        AUTH_URL: 'https://app.example.com/api/auth',
      }),
      /AUTH_URL has the path \/api\/auth, but basePath is \/auth/,
    ],
    [
      'a Next that is too old',
      { env: healthy, files: { 'node_modules/next/package.json': '{ "version": "13.5.11" }' } },
      /next 13\.5\.11 does not fit/,
    ],
    [
      'a React that is too new',
      { env: healthy, files: { 'node_modules/react/package.json': '{ "version": "20.0.0" }' } },
      /react 20\.0\.0 does not fit/,
    ],
    [
      'a configuration that is not there',
      { env: healthy, args: ['--config', 'auth.ts'] },
      /There is no file auth\.ts/,
    ],
    [
      'a configuration that does not load',
      config(`import '@/lib/database'\nexport default {}`),
      /auth\.mjs could not be loaded: .*@\/lib/,
    ],
    [
      'a configuration that throws a secret',
      config(`throw new Error('Bad: ' + process.env.AUTH_SECRET)`),
      /could not be loaded: Bad: \[hidden\]/,
    ],
    [
      'a module without a configuration',
      config('export const colour = 1'),
      /exports no configuration/,
    ],
    [
      'a configuration without providers',
      config('export default { providers: [] }'),
      /has no provider/,
    ],
    [
      'two providers of one name',
      config(`export default { providers: [${provider}, ${provider}] }`),
      /Two providers have the id "acme"/,
    ],
    [
      'a lifetime that is none',
      config(`export default { providers: [${provider}], session: { maxAge: -1 } }`),
      /session\.maxAge must be a number/,
    ],
    [
      'an empty secret in the configuration',
      config(`export default { secret: '', providers: [${provider}] }`),
      /There is no secret/,
    ],
    [
      'a short secret of sessions',
      config(
        `export default { secret: '${secret}', jwt: { secret: 'Kq2Lm5' }, providers: [${provider}] }`,
      ),
      /The secret of sessions \(jwt\.secret\) is too short/,
    ],
    [
      'mails without a storage',
      config(mailing('', 'undefined')),
      /The provider "email" needs an adapter/,
    ],
    [
      'mails without a place for one-time secrets',
      config(mailing('', `{ ...${wholeAdapter}, useVerificationToken: undefined }`)),
      /The provider "email" needs useVerificationToken, which the adapter lacks/,
    ],
    [
      'a mail server without nodemailer',
      config(mailing(`server: 'smtp://mail.example'`, wholeAdapter)),
      /Mails of email go by a mail server, which takes nodemailer/,
    ],
    [
      'a mail server without nodemailer, in options',
      config(mailing(`options: { server: { host: 'mail.example' } }`, wholeAdapter)),
      /Mails of email go by a mail server, which takes nodemailer/,
    ],
    [
      'another wire than there is',
      config(`export default { wire: 'v6', providers: [${provider}] }`),
      /wire/,
    ],
    [
      'a session cookie that goes over http',
      config(`export default { providers: [${provider}], cookies: {
        sessionToken: { name: 's', options: { secure: false } } } }`),
      /cookies\.sessionToken is not Secure/,
    ],
    [
      'cookies that go over http',
      config(`export default { providers: [${provider}], useSecureCookies: false }`),
      /useSecureCookies is false/,
    ],
    [
      'a provider without its variables',
      config(
        `export default { providers: [{ ...${provider}, id: 'my-acme', clientId: undefined }] }`,
      ),
      /The provider "my-acme" has no clientId/,
    ],
    [
      'answers through another deployment, to no address that is known',
      { env: { AUTH_SECRET: secret, AUTH_REDIRECT_PROXY_URL: 'https://live.example/api/auth' } },
      /passes them on to the address of this one; it is not known/,
    ],
  ])('finds what is wrong with %s, and says how to mend it', async (_, setUp, message) => {
    const { code, stdout } = await examine(setUp)
    expect(marked(stdout, '✗')).toEqual([expect.stringMatching(message)])
    expect(stdout).toMatch(/^ {4}→ .+/m)
    expect(stdout).toContain('1 error')
    expect(code).toBe(1)
  })

  it.each<[string, Case, RegExp]>([
    [
      'two secrets',
      { env: { ...healthy, NEXTAUTH_SECRET: other } },
      /both set, and differ: the first seals/,
    ],
    [
      'a configuration for each request that needs one',
      config(`export default (request) => ({ providers: [request.headers.get('host')] })`),
      /exports a function, which cannot be looked at without a request\. Cannot read/,
    ],
    [
      'a function that makes no configuration',
      config('export default async () => new Response()'),
      /cannot be looked at without a request\. It returned no configuration/,
    ],
    [
      'a session cookie of a whole domain',
      config(`export default { providers: [${provider}], cookies: {
        sessionToken: { name: '__Secure-s', options: { domain: '.example.com' } } } }`),
      /cookies\.sessionToken goes to every host below \.example\.com/,
    ],
    [
      'a session cookie without a prefix',
      config(
        `export default { providers: [${provider}], cookies: { sessionToken: { name: 's' } } }`,
      ),
      /cookies\.sessionToken is called s, without a prefix/,
    ],
    [
      'attempts without a limit',
      config(`export default { providers: [${provider}], rateLimits: false }`),
      /Attempts at passwords, codes and mails are not limited/,
    ],
    [
      'two addresses',
      { env: { ...healthy, NEXTAUTH_URL: 'https://b.example' } },
      /AUTH_URL counts/,
    ],
    [
      'an address in production that only this machine reaches',
      { env: { ...healthy, AUTH_URL: 'http://localhost:3000', NODE_ENV: 'production' } },
      /only this machine reaches/,
    ],
    [
      'NextAuth still there',
      {
        env: healthy,
        files: { 'package.json': '{ "dependencies": { "next-auth": "^4.24.11" } }' },
      },
      /next-auth is still installed beside/,
    ],
    [
      'NuxtAuth still there',
      {
        env: healthy,
        files: { 'package.json': '{ "devDependencies": { "@sidebase/nuxt-auth": "1" } }' },
      },
      /@sidebase\/nuxt-auth is still installed beside/,
    ],
    [
      'a framework that is not installed',
      { env: healthy, files: { 'package.json': '{ "dependencies": { "nuxt": "^4.0.0" } }' } },
      /nuxt is in package\.json, but not installed/,
    ],
    [
      'a package.json that is none',
      { env: healthy, files: { 'package.json': '{' } },
      /no package\.json here/,
    ],
  ])('warns of %s, which is no error', async (_, setUp, message) => {
    const { code, stdout } = await examine(setUp)
    expect(marked(stdout, '!')).toEqual([expect.stringMatching(message)])
    expect(marked(stdout, '✗')).toEqual([])
    expect(stdout).toContain('1 warning')
    expect(code).toBe(0)
  })

  it('says where variables come from, and lets the environment win', async () => {
    const files = { '.env.local': 'AUTH_SECRET=short', '.env': 'AUTH_URL=https://file.example' }
    const { stdout } = await examine({ env: { AUTH_SECRET: secret }, files })
    expect(stdout).toContain('variables from the environment, .env.local, .env')
    expect(stdout).toContain('✓ AUTH_SECRET is set, with 43 characters.')
    expect(stdout).toContain('✓ AUTH_URL is https://file.example.')
  })
})

/** A database that was migrated, and what a test makes of it. */
async function migrated(sql = ''): Promise<string> {
  const file = join(makeFolder(), 'app.db')
  const storage = sqlStorage(file)
  await storage.migrate()
  await storage.close()
  runSqlite(file, sql)
  return file
}

/** A module with a storage on this address. */
function configOf(address: string): string {
  const entry = new URL('../../src/storage/sql/index.ts', import.meta.url).href
  return `import { sqlStorage } from '${entry}'
    export default { adapter: sqlStorage('${address}'), providers: [${provider}] }`
}

/** A port on which nothing listens. */
async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  await new Promise((resolve) => server.close(resolve))
  return typeof address === 'object' && address ? address.port : 0
}

describe('sojourn doctor on a database', { timeout: patience }, () => {
  const person = `insert into users (id, email) values ('1', 'ada@example.com');`
  const session = (id: string, token: string, expires: number): string =>
    `insert into sessions (id, "sessionToken", "userId", expires) values ('${id}', '${token}', '1', ${expires});`
  const later = Date.now() + 86_400_000
  const manyExpired = `
    with recursive numbers (n) as (values (1) union all select n + 1 from numbers where n < 1000)
    insert into sessions (id, "sessionToken", "userId", expires)
    select n, 'sha256:' || n, '1', 1000 from numbers;`

  it('finds nothing wrong with one that was migrated, and leaves nothing beside it', async () => {
    const file = await migrated(person + session('1', 'sha256:abc', later))
    const { code, stdout } = await examine({ env: { ...healthy, AUTH_DATABASE_URL: file } })
    expect(stdout).toContain(`✓ ${file} answers: SQLite 3.`)
    expect(stdout).toContain('✓ It has all that is needed.')
    expect(stdout).toContain('All is well.')
    expect(code).toBe(0)
    expect(readdirSync(join(file, '..'))).toEqual(['app.db'])
  })

  it('looks at one that is in use, and disturbs nobody', async () => {
    const file = await migrated(person)
    const storage = sqlStorage(file)
    onTestFinished(async () => storage.close())
    const createUser = async (email: string): Promise<unknown> =>
      storage.createUser({ email, emailVerified: null })
    await createUser('noor@example.com')
    const [{ code, stdout }] = await Promise.all([
      examine({ env: { ...healthy, DATABASE_URL: `file:${file}` } }),
      createUser('marin@example.com'),
    ])
    expect(stdout).toContain('✓ It has all that is needed.')
    expect(code).toBe(0)
    expect(await createUser('eve@example.com')).toMatchObject({ email: 'eve@example.com' })
  })

  it('looks at one that was left amid work, and leaves it so', async () => {
    const file = await migrated(person)
    const writer = new DatabaseSync(file)
    writer.exec(`insert into users (id, email) values ('2', 'noor@example.com')`)
    // What a killed process leaves: the row is in the log only.
    const left = join(makeFolder(), 'app.db')
    for (const ending of ['', '-wal']) copyFileSync(file + ending, left + ending)
    writer.close()
    const before = ['', '-wal'].map((ending) => readFileSync(left + ending, 'base64'))
    const { code } = await examine({ env: healthy, args: ['--database', left] })
    expect(code).toBe(0)
    expect(['', '-wal'].map((ending) => readFileSync(left + ending, 'base64'))).toEqual(before)
  })

  it('looks at the storage of the configuration, if no other is named', async () => {
    const file = await migrated()
    const entry = new URL('../../src/storage/sql/index.ts', import.meta.url).href
    const { code, stdout } = await examine({
      env: healthy,
      files: {
        'auth.mjs': `import { sqlStorage } from '${entry}'
          export default { adapter: sqlStorage('${file}'), providers: [${provider}] }`,
      },
      args: ['--config', 'auth.mjs'],
    })
    expect(stdout).toContain('✓ The storage of the configuration answers: SQLite 3.')
    expect(code).toBe(0)
  })

  it('looks at the rest where there is no secret', async () => {
    const text = `export default { secret: '', jwt: { secret: '' }, providers: [${provider}, ${provider}] }`
    const { stdout } = await examine(config(text))
    expect(marked(stdout, '✗')).toEqual([
      expect.stringMatching(/There is no secret/),
      expect.stringMatching(/Two providers have the id/),
    ])
  })

  it('names the variables of a provider that has no clientId', async () => {
    const text = `export default { providers: [{ ...${provider}, id: 'my-acme', clientId: '' }] }`
    const { stdout } = await examine(config(text))
    expect(stdout.replaceAll(/\s+/g, ' ')).toContain('Set AUTH_MY_ACME_ID and AUTH_MY_ACME_SECRET')
  })

  it.each<[string, string, Record<string, string>]>([
    ['secret', `secret: ['x', 'planted-value']`, {}],
    ['jwt.secret', `jwt: { secret: 'planted-value' }`, {}],
    ['clientSecret', `providers: [{ ...base, clientSecret: 'planted-value' }]`, {}],
    [
      'clientSecret in options',
      `providers: [{ ...base, options: { clientSecret: 'planted-value' } }]`,
      {},
    ],
    ['apiKey', `providers: [{ ...base, apiKey: 'planted-value' }]`, {}],
    ['the secret of a provider', `providers: [{ ...base, secret: 'planted-value' }]`, {}],
    [
      'the address of a mail server',
      `providers: [{ ...base, server: 'smtp://ada:planted-value@m.example' }]`,
      {},
    ],
    [
      'a mail server',
      `providers: [{ ...base, options: { server: { auth: { pass: 'planted-value' } } } }]`,
      {},
    ],
    [
      'a private key',
      `providers: [{ ...base, token: { clientPrivateKey: { d: 'planted-value' } } }]`,
      {},
    ],
    ['what a function returns', `secret: 'planted-value'`, { function: 'yes' }],
    ...[
      'AUTH_SECRET',
      'NEXTAUTH_SECRET',
      'AUTH_SECRET_1',
      'AUTH_SECRET_3',
      'AUTH_ACME_SECRET',
      'AUTH_RESEND_KEY',
      'ACME_CLIENT_SECRET',
      'EMAIL_SERVER_PASSWORD',
    ].map((name): [string, string, Record<string, string>] => [
      name,
      '',
      { [name]: 'planted-value' },
    ]),
    ['EMAIL_SERVER', '', { EMAIL_SERVER: 'smtp://ada:planted-value@m.example:587' }],
  ])('never shows %s', async (_, options, variables) => {
    // The engine's complaint about the path repeats what it was given.
    const text = `const base = ${provider}
      const config = { providers: [base], ${options} }
      config.providers = [{ ...base, id: 'planted-value!' }, ...config.providers]
      export default ${variables['function'] ? '() => config' : 'config'}`
    const { stdout } = await examine(config(text, { ...healthy, ...variables }))
    expect(stdout).toContain('[hidden]')
    expect(stdout).not.toContain('planted-value')
  })

  it('makes no file for the storage of the configuration, and says that it is not there', async () => {
    const folder = makeFolder({ ...application, 'auth.mjs': configOf('file:./new.db') })
    const before = readdirSync(folder)
    const { code, stdout } = await sojourn(folder, ['doctor', '--config', 'auth.mjs'], healthy)
    expect(marked(stdout, '✗')).toEqual([expect.stringMatching(/new\.db is not there/)])
    expect(code).toBe(1)
    expect(readdirSync(folder)).toEqual(before)
  })

  it('leaves the file of the configuration as it is, not in WAL', async () => {
    const folder = makeFolder({ ...application, 'auth.mjs': configOf('file:./app.db') })
    const before = readFileSync(makeSqlite(folder), 'base64')
    const { stdout } = await sojourn(folder, ['doctor', '--config', 'auth.mjs'], healthy)
    expect(stdout).toContain('✓ The storage of the configuration answers: SQLite 3.')
    expect(readFileSync(join(folder, 'app.db'), 'base64')).toBe(before)
    expect(readdirSync(folder)).not.toContain('app.db-wal')
  })

  it('names the file that Prisma means', async () => {
    const files = { 'prisma/dev.db': '' }
    const { code, stdout } = await examine({
      env: { ...healthy, DATABASE_URL: 'file:./dev.db' },
      files,
    })
    expect(stdout).toContain('./dev.db is not there, but prisma/dev.db is')
    expect(code).toBe(1)
  })

  it.each<[string, () => Promise<string>, RegExp]>([
    ['a file that is not there', async () => join(makeFolder(), 'app.db'), /app\.db is not there/],
    [
      'a file that is no database',
      async () => join(makeFolder({ 'app.db': 'x'.repeat(200) }), 'app.db'),
      /not a database/,
    ],
    [
      'tables that lack columns',
      async () => makeSqlite(makeFolder()),
      /The database lacks .*sojourn_password/,
    ],
    [
      'another kind of database',
      async () => 'mysql://ada:known-password@db.example/app',
      /does not begin with a scheme that is known here \(mysql:\/\/\)/,
    ],
    [
      'a server that is not running',
      async () => `postgresql://ada:known-password@127.0.0.1:${await freePort()}/app`,
      /postgresql:\/\/127\.0\.0\.1:\d+\/app: nothing answers there/,
    ],
    [
      'a host that is none',
      async () => 'postgresql://ada:known-password@no-such-host.invalid/app',
      /no-such-host\.invalid\/app: (there is no such host|the name of the host cannot be looked up)/,
    ],
  ])('finds what is wrong with %s, and says how to mend it', async (_, createUrl, message) => {
    const url = await createUrl()
    const { code, stdout } = await examine({ env: healthy, args: ['--database', url] })
    expect(marked(stdout, '✗')).toContainEqual(expect.stringMatching(message))
    expect(stdout).toMatch(/^ {4}→ .+/m)
    expect(code).toBe(1)
  })

  it('sends to migrate where something is missing, and is content afterwards', async () => {
    const file = makeSqlite(makeFolder())
    const env = { ...healthy, AUTH_DATABASE_URL: file }
    const before = await examine({ env })
    expect(before.stdout).toMatch(/→ .*npx sojourn migrate/)
    expect(before.code).toBe(1)
    await sojourn(makeFolder(), ['migrate', '--yes'], env)
    const after = await examine({ env })
    expect(marked(after.stdout, '✗')).toEqual([])
    expect(after.code).toBe(0)
  })

  it('finds addresses that belong to two people', async () => {
    const file = makeSqlite(makeFolder())
    runSqlite(file, `insert into users (id, email) values ('2', 'ada@example.com')`)
    const { code, stdout } = await examine({ env: healthy, args: ['--database', file] })
    expect(marked(stdout, '✗')).toContainEqual(expect.stringMatching(/In users, 1 value of email/))
    expect(stdout).not.toContain('ada@example.com')
    expect(code).toBe(1)
  })

  it.each([
    ['sessions in clear', session('1', 'known-password', later), /One session is stored in clear/],
    ['many expired rows', manyExpired, /1000 rows of sessions have expired/],
  ])('warns of %s, which is no error', async (_, sql, message) => {
    const file = await migrated(person + sql)
    const { code, stdout } = await examine({ env: healthy, args: ['--database', file] })
    expect(marked(stdout, '!')).toEqual([expect.stringMatching(message)])
    expect(marked(stdout, '✗')).toEqual([])
    expect(code).toBe(0)
  })
})
