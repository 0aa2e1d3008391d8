/**
 * The door of Auth.js v5 as it is published: every module that an application can import of `next-auth` is there,
 * however it is imported, with the same names, and for TypeScript, too.
 */
import { execFile } from 'node:child_process'
import { cp, mkdir, readdir, rm, symlink, writeFile } from 'node:fs/promises'
import { findPackageJSON } from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { beforeAll, describe, expect, inject, it } from 'vitest'
import { packPackage, workFolder } from '../src/applications.ts'
import { installDependencies } from '../src/install-dependencies.ts'

const run = promisify(execFile)
const root = fileURLToPath(new URL('../..', import.meta.url))
const installation = join(root, 'e2e', 'next-auth-apps-v5')
const types = join(installation, 'types')

/** An application on the door, and one on the original. */
const door = join(workFolder, 'next-auth-v5-modules', 'door')
const original = join(workFolder, 'next-auth-v5-modules', 'original')

/** TypeScript that tells by functions what it sees. */
const typescript6 = join(root, 'examples', 'next', 'node_modules', 'typescript')

const timeout = 120_000

beforeAll(async () => {
  await installDependencies(installation)
  await rm(dirname(door), { recursive: true, force: true })
  const shared = ['next', 'react', 'react-dom', 'nodemailer'].map((name) => installed(name))
  const installedHere = (name: string): string => join(installation, 'node_modules', name)
  const authjs = ['next-auth', '@auth/core', 'jose', 'oauth4webapi', 'preact']
  await layOut(original, [...authjs.map((name) => installedHere(name)), ...shared])
  const own = ['cookie', 'jose', 'kysely', 'oauth4webapi'].map((name) => installed(name))
  await layOut(door, [...own, ...shared])
  await unpack(await packPackage('next-auth/v5'), join(door, 'node_modules', 'next-auth'))
  await unpack(inject('tarball'), join(door, 'node_modules', 'sojourn'))
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
    for (const load of ['await import(name)', 'createRequire(file)(name)']) {
      const found = await inNode<Record<string, string[]>>(
        door,
        `for (const name of ${JSON.stringify(names)}) found[name] = Object.keys(${load})`,
      )
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
    const identify = (load: string): string => `for (const name of ${JSON.stringify(names)}) {
      const exported = ${load}
      const ways = [exported, exported.default, exported.default?.default]
      found[name] = ways
        .filter((way) => typeof way === 'function')
        .map((way) => {
          const { id, name: title } = /(?:email|nodemailer)$/.test(name) ? way(${mail}) : way()
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
    const imported = await inNode<Record<string, string[]>>(door, identify('await import(name)'))
    const required = await inNode<Record<string, string[]>>(
      door,
      identify('createRequire(file)(name)'),
    )
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
    const names = await modules()
    const expected = await exportsOf(original, names)
    const found = await exportsOf(door, names)
    const missing = names.flatMap((name) =>
      (expected[name] ?? ['nothing'])
        .filter((type) => found[name]?.includes(type) !== true)
        .map((type) => `${name}: ${type}`),
    )
    const values = Object.entries(leftOut).flatMap(([name, list]) =>
      list.map((value) => `${name}: ${value}`),
    )
    expect(missing.toSorted()).toEqual([...values, ...typesLeftOut].toSorted())
  })
})

describe('an application that was compiled against Auth.js v5', { timeout }, () => {
  it('compiles there', async () => {
    expect(await compile(original, 'application.ts', 6, 'esnext', 'bundler')).toBe('')
  })

  it.each([
    ['application.ts', 6, 'esnext', 'bundler'],
    ['application.ts', 6, 'node16', 'node16'],
    ['application.mts', 6, 'node16', 'node16'],
    ['application.ts', 6, 'esnext', 'node'],
    ['application.ts', 7, 'esnext', 'bundler'],
    ['application.mts', 7, 'node16', 'node16'],
  ] as const)(
    'compiles on the door: %s, TypeScript %i, %s, %s',
    async (file, version, module, resolution) => {
      expect(await compile(door, file, version, module, resolution)).toBe('')
    },
  )

  it('reaches the hooks of sojourn, too, by what it adds to the session', async () => {
    const content = `import './application.ts'
import { useSession } from 'sojourn/react'
export const role: 'admin' | 'user' | undefined = useSession().data?.user.role
// @ts-expect-error -- it is text
export const number: number | undefined = useSession().data?.user.role
`
    await writeFile(join(door, 'both.ts'), content)
    expect(await compile(door, 'both.ts', 6, 'esnext', 'bundler')).toBe('')
  })
})

async function layOut(folder: string, packages: readonly string[]): Promise<void> {
  const target = join(folder, 'node_modules')
  await mkdir(join(target, '@types'), { recursive: true })
  await mkdir(join(target, '@auth'))
  for (const home of packages) {
    const name = home.slice(home.lastIndexOf('node_modules/') + 'node_modules/'.length)
    await symlink(home, join(target, name))
  }
  // Where TypeScript finds nothing else, as in an application's own folder.
  for (const name of ['node', 'react', 'react-dom']) {
    await symlink(join(root, 'node_modules', '@types', name), join(target, '@types', name))
  }
  await writeFile(join(folder, 'package.json'), '{ "private": true }\n')
  for (const file of ['application.ts', 'tsconfig.json']) {
    await cp(join(types, file), join(folder, file))
  }
  await cp(join(types, 'application.ts'), join(folder, 'application.mts'))
}

async function unpack(tarball: string, target: string): Promise<void> {
  await mkdir(target, { recursive: true })
  await run('tar', ['-xzf', tarball, '--strip-components=1', '-C', target])
}

/** Folder of a package, as `sojourn` finds it here. */
function installed(name: string): string {
  const manifest = findPackageJSON(name, join(root, 'packages', 'sojourn', 'package.json'))
  if (manifest === undefined) throw new Error(`${name} is not installed.`)
  return dirname(manifest)
}

/** Runs code that fills `found`, and returns that. */
async function inNode<T>(folder: string, code: string): Promise<T> {
  const program = `import { createRequire } from 'node:module'
    const file = ${JSON.stringify(join(folder, 'x.js'))}
    let found = {}
    ${code}
    console.log(JSON.stringify(found))`
  const { stdout } = await run(process.execPath, ['--input-type=module', '--eval', program], {
    cwd: folder,
    env: { PATH: process.env['PATH'] ?? '' },
    maxBuffer: 1e8,
  })
  return JSON.parse(stdout) as T
}

async function exportsOf(folder: string, names: string[]): Promise<Record<string, string[]>> {
  const script = join(root, 'e2e', 'next-auth-client', 'types', 'exports-of.cjs')
  const { stdout } = await run(process.execPath, [
    script,
    typescript6,
    join(folder, 'application.ts'),
    ...names,
  ])
  return JSON.parse(stdout) as Record<string, string[]>
}

/** What the compiler complains of. */
async function compile(
  folder: string,
  file: string,
  version: 6 | 7,
  module: string,
  resolution: string,
): Promise<string> {
  const home = version === 6 ? typescript6 : join(root, 'node_modules', 'typescript')
  const compilerOptions = {
    module,
    moduleResolution: resolution,
    ...(resolution === 'node' ? { ignoreDeprecations: '6.0' } : {}),
    ...(file === 'both.ts' ? { allowImportingTsExtensions: true } : {}),
  }
  const config = join(folder, `tsconfig.${file}.${version}.${resolution}.json`)
  const content = { extends: './tsconfig.json', compilerOptions, files: [file] }
  await writeFile(config, JSON.stringify(content))
  const compiler = join(home, 'bin', 'tsc')
  const { stdout } = await run(process.execPath, [compiler, '-p', config], { cwd: folder }).catch(
    (error: { stdout: string }) => error,
  )
  return stdout
}
