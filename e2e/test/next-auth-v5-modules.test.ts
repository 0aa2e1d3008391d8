/**
 * The door of Auth.js v5 as it is published: every module that an application can import of `next-auth` is there,
 * however it is imported, with the same names, and for TypeScript, too.
 *
 * @module
 */
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { beforeAll, describe, expect, it } from 'vitest'
import { workFolder } from '../src/applications.ts'
import { authjsDoor } from '../src/authjs-v5.ts'
import {
  compile,
  compileHooksOfSojourn,
  type Compilation,
  inNode,
  layOut,
  missingExports,
  namesOf,
  ways,
} from '../src/door-modules.ts'
import { installedFolder, takeDoor } from '../src/editions.ts'
import { installDependencies } from '../src/install-dependencies.ts'

const installation = fileURLToPath(new URL('../next-auth-apps-v5', import.meta.url))
const sources = join(installation, 'types')

/** An application on the door, and one on the original. */
const door = join(workFolder, 'next-auth-v5-modules', 'door')
const original = join(workFolder, 'next-auth-v5-modules', 'original')

const timeout = 120_000

beforeAll(async () => {
  await installDependencies(installation)
  const packages = ['next', 'nodemailer', 'react', 'react-dom'].map((name) => installedFolder(name))
  const authjs = ['next-auth', '@auth/core', 'jose', 'oauth4webapi', 'preact'].map((name) =>
    join(installation, 'node_modules', name),
  )
  await layOut({ folder: original, sources, packages: [...authjs, ...packages] })
  await layOut({ folder: door, sources, packages })
  await takeDoor(door, authjsDoor)
})

/** What can be imported of the original. */
async function modules(): Promise<string[]> {
  const files = await readdir(join(installation, 'node_modules', 'next-auth', 'providers'))
  const names = files.filter((file) => file.endsWith('.js')).map((file) => file.slice(0, -3))
  return [
    'next-auth',
    'next-auth/adapters',
    'next-auth/jwt',
    'next-auth/react',
    'next-auth/webauthn',
    'next-auth/providers',
    ...names.filter((name) => name !== 'index').map((name) => `next-auth/providers/${name}`),
  ]
}

const factories = async (): Promise<string[]> =>
  (await modules()).filter((name) => name.startsWith('next-auth/providers/'))

/** Values of the original that are there for its own use, or for sign-in by passkeys. */
const leftOut = {
  'next-auth/react': ['__NEXTAUTH'],
  'next-auth/providers/webauthn': [
    'DEFAULT_SIMPLEWEBAUTHN_BROWSER_VERSION',
    'DEFAULT_WEBAUTHN_TIMEOUT',
  ],
}

/** Types of the original that are left out, beside those values. */
const typesLeftOut = [
  'next-auth/adapters: isDate',
  'next-auth/providers: OIDCConfigInternal',
  'next-auth/providers/webauthn: GetUserInfo',
]

describe('the door of Auth.js v5', { timeout }, () => {
  it('has every module, by import and by require, with its names', async () => {
    const names = await modules()
    expect(names).toHaveLength(110)
    const expected: Record<string, readonly string[]> = {
      'next-auth': ['AuthError', 'CredentialsSignin', 'customFetch', 'default'],
      'next-auth/adapters': [],
      'next-auth/providers': [],
      'next-auth/jwt': ['decode', 'encode', 'getToken'],
      'next-auth/react': [
        'SessionContext',
        'SessionProvider',
        'getCsrfToken',
        'getProviders',
        'getSession',
        'signIn',
        'signOut',
        'useSession',
      ],
      'next-auth/webauthn': ['signIn'],
    }
    for (const way of ['import', 'require'] as const) {
      const found = await namesOf(door, names, way)
      for (const name of names) {
        expect(found[name], name).toEqual(
          expect.arrayContaining([...(expected[name] ?? ['default'])]),
        )
      }
    }
  })

  it('has factories that can be called with nothing, but for mail, whichever way they were imported', async () => {
    const names = (await factories()).filter((name) => !/\/(?:webauthn|passkey|oauth)$/.test(name))
    expect(names).toHaveLength(102)
    const mail = `{ server: 'smtp://localhost', from: 'post@example.com' }`
    const identify = (
      way: keyof typeof ways,
    ): string => `for (const name of ${JSON.stringify(names)}) {
      const exported = ${ways[way]}
      const all = [exported, exported.default, exported.default?.default]
      found[name] = all
        .filter((factory) => typeof factory === 'function')
        .map((factory) => {
          const { id, name: title } = /(?:email|nodemailer)$/.test(name) ? factory(${mail}) : factory()
          return [id, title].join(' ')
        })
    }`
    // The original has no CommonJS, and needs some of the options to be there.
    const expected = await inNode<Record<string, string>>(
      original,
      `for (const name of ${JSON.stringify(names)}) {
        const { id, name: title } = (await import(name)).default({ issuer: 'https://id.example', ...${mail} })
        found[name] = [id, title].join(' ')
      }`,
    )
    const imported = await inNode<Record<string, string[]>>(door, identify('import'))
    const required = await inNode<Record<string, string[]>>(door, identify('require'))
    for (const name of names) {
      const [first] = imported[name] ?? []
      expect(first, name).toBe(expected[name])
      // A namespace cannot be called.
      expect(imported[name], name).toEqual([first, first])
      expect(required[name], name).toEqual([first, first, first])
    }
  })

  it('says clearly what is not there', async () => {
    const messageOf = (code: string): Promise<string> =>
      inNode<string>(
        door,
        `found = await (async () => { ${code} })().catch((error) => error.message)`,
      )
    for (const name of ['webauthn', 'passkey']) {
      const call = `(await import('next-auth/providers/${name}')).default()`
      expect(await messageOf(call)).toMatch(/passkeys \(WebAuthn\) is not there yet/)
    }
    expect(await messageOf(`await (await import('next-auth/webauthn')).signIn()`)).toMatch(
      /is not there yet/,
    )
    expect(await messageOf(`await import('next-auth/next')`)).toMatch(/call `auth\(\)`/)
    expect(await messageOf(`createRequire(file)('next-auth/middleware')`)).toMatch(/Export `auth`/)
  })

  it('exports every type of the original', async () => {
    const missing = await missingExports(original, door, await modules())
    const values = Object.entries(leftOut).flatMap(([name, list]) =>
      list.map((value) => `${name}: ${value}`),
    )
    expect(missing.toSorted()).toEqual([...values, ...typesLeftOut].toSorted())
  })
})

describe('an application that was compiled against Auth.js v5', { timeout }, () => {
  it('compiles there', async () => {
    expect(await compile(original, ['application.ts', 6, 'esnext', 'bundler'])).toBe('')
  })

  const settings: Compilation[] = [
    ['application.ts', 6, 'esnext', 'bundler'],
    ['application.ts', 6, 'node16', 'node16'],
    ['application.mts', 6, 'node16', 'node16'],
    ['application.ts', 6, 'esnext', 'node'],
    ['application.ts', 7, 'esnext', 'bundler'],
    ['application.mts', 7, 'node16', 'node16'],
  ]
  it.each(settings)('compiles on the door: %s, TypeScript %i, %s, %s', async (...setting) => {
    expect(await compile(door, setting)).toBe('')
  })

  it('reaches the hooks of sojourn, too, by what it adds to the session', async () => {
    expect(await compileHooksOfSojourn(door)).toBe('')
  })
})
