/**
 * The door of NextAuth v4 as it is published: every module that an application can import of `next-auth` is there,
 * however it is imported, with the same names, and for TypeScript, too.
 *
 * @module
 */
import { execFile } from 'node:child_process'
import { cp, mkdir, readdir, rm, symlink, writeFile } from 'node:fs/promises'
import { findPackageJSON } from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { beforeAll, describe, expect, inject, it } from 'vitest'
import { packPackage, workFolder } from '../src/applications.ts'

const run = promisify(execFile)
const root = fileURLToPath(new URL('../..', import.meta.url))
const types = join(root, 'e2e', 'next-auth-client', 'types')

/** An application on the door, and one on the original. */
const door = join(workFolder, 'next-auth-modules', 'door')
const original = join(workFolder, 'next-auth-modules', 'original')

/** TypeScript of Next's demo, which knows more ways to find modules, and tells by functions what it sees. */
const typescript6 = join(root, 'examples', 'next', 'node_modules', 'typescript')

/** What `sojourn` needs. */
const dependencies = ['cookie', 'jose', 'kysely', 'oauth4webapi']

const timeout = 120_000

beforeAll(async () => {
  await rm(dirname(door), { recursive: true, force: true })
  const shared = ['next', 'react', 'react-dom']
  await layOut(original, ['next-auth', 'nodemailer', ...shared])
  await layOut(door, [...dependencies, 'nodemailer', ...shared])
  await unpack(await packPackage('next-auth/v4'), join(door, 'node_modules', 'next-auth'))
  await unpack(inject('tarball'), join(door, 'node_modules', 'sojourn'))
})

/** What can be imported of the original, by its `exports`. */
async function modules(): Promise<string[]> {
  const providers = await readdir(join(installed('next-auth'), 'providers'))
  return [
    'next-auth',
    'next-auth/adapters',
    'next-auth/client/_utils',
    'next-auth/jwt',
    'next-auth/middleware',
    'next-auth/next',
    'next-auth/react',
    ...providers
      .filter((file) => file.endsWith('.js'))
      .map((file) => `next-auth/providers/${file.slice(0, -3)}`),
  ]
}

/** Modules of the original that are types alone, and cannot be loaded there. */
const typesAlone = ['next-auth/adapters']

describe('the door of NextAuth v4', { timeout }, () => {
  it('has every module of the original, by import and by require, with its names', async () => {
    const names = await modules()
    expect(names).toHaveLength(74)
    const loadable = names.filter((name) => !typesAlone.includes(name))
    const expected = await namesByRequire(original, loadable)
    for (const found of [await namesByRequire(door, names), await namesByImport(door, names)]) {
      for (const [name, values] of Object.entries(expected)) {
        expect(found[name], name).toEqual(expect.arrayContaining(values))
      }
      expect(Object.keys(found)).toEqual(names)
    }
  })

  it('has factories that can be called, whichever way they were imported', async () => {
    const factories = (await modules()).filter((name) => isFactory(name))
    expect(factories).toHaveLength(65)
    const identify = `
      const found = {}
      for (const name of ${JSON.stringify(factories)}) {
        const exported = await load(name)
        const ways = [exported, exported.default, exported.default?.default].filter((way) => typeof way === 'function')
        found[name] = ways.map((way) => {
          return way({ clientId: 'a', clientSecret: 'b', issuer: 'https://c.example', authorize: () => null }).id
        })
      }
      console.log(JSON.stringify(found))`
    const expected = await inNode(original, `const load = createRequire(file); ${identify}`)
    const required = await inNode(door, `const load = createRequire(file); ${identify}`)
    const imported = await inNode(door, `const load = (name) => import(name); ${identify}`)
    for (const name of factories) {
      const [first = ''] = expected[name] ?? []
      expect(required[name], name).toEqual([first, first, first])
      // A namespace cannot be called.
      expect(imported[name], name).toEqual([first, first])
    }
  })

  it('has a handler that can be called, whichever way it was imported', async () => {
    const ways = `
      const options = { providers: [], secret: 'x' }
      console.log(JSON.stringify(ways.map((way) => typeof way(options))))`
    expect(
      await inNode(
        door,
        `const ways = [(await import('next-auth')).default, (await import('next-auth')).default.default]; ${ways}`,
      ),
    ).toEqual(['function', 'function'])
    expect(
      await inNode(
        door,
        `const required = createRequire(file)('next-auth'); const ways = [required, required.default]; ${ways}`,
      ),
    ).toEqual(['function', 'function'])
  })

  it('is one program with sojourn beside it, whichever way it was loaded', async () => {
    expect(
      await inNode(
        door,
        `const contexts = [
          await import('next-auth/react'),
          await import('sojourn/react'),
          createRequire(file)('next-auth/react'),
        ].map(({ SessionContext }) => SessionContext)
        console.log(JSON.stringify(contexts.map((context) => typeof context + (context === contexts[0]))))`,
      ),
    ).toEqual(['objecttrue', 'objecttrue', 'objecttrue'])
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
    expect(missing).toEqual([])
  })
})

describe('an application that was compiled against NextAuth v4', { timeout }, () => {
  it('compiles there', async () => {
    expect(await compile(original, 'application.ts', 6, 'esnext', 'bundler')).toBe('')
  })

  const settings: [file: string, version: 6 | 7, module: string, resolution: string][] = [
    ['application.ts', 6, 'esnext', 'bundler'],
    ['application.ts', 6, 'node16', 'node16'],
    ['application.mts', 6, 'node16', 'node16'],
    ['application.ts', 6, 'esnext', 'node'],
    ['application.ts', 7, 'esnext', 'bundler'],
    ['application.ts', 7, 'node16', 'node16'],
    ['application.mts', 7, 'node16', 'node16'],
  ]
  it.each(settings)(
    'compiles on the door: %s, TypeScript %i, %s, %s',
    async (file, version, module, resolution) => {
      expect(await compile(door, file, version, module, resolution)).toBe('')
    },
  )

  it('finds types that older resolution finds within the original, there and here', async () => {
    const content = `import type { AuthOptions } from 'next-auth/core/types'
import type { RequestInternal } from 'next-auth/core'
import type { JWT } from 'next-auth/jwt/types'
import type { NextMiddlewareWithAuth } from 'next-auth/next/middleware'
import type { Provider } from 'next-auth/providers'
import type { SessionProviderProps } from 'next-auth/react/types'
export const method: RequestInternal['method'] = 'GET'
export const options: AuthOptions = { providers: [] as Provider[] }
export const claims: JWT = { sub: '1' }
export const props: SessionProviderProps = { children: null, refetchInterval: 1 }
export const middleware: NextMiddlewareWithAuth = () => undefined
`
    for (const folder of [original, door]) {
      await writeFile(join(folder, 'deep.ts'), content)
      expect(await compile(folder, 'deep.ts', 6, 'esnext', 'node')).toBe('')
    }
  })

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

function isFactory(name: string): boolean {
  const [, file] = /^next-auth\/providers\/(.*)$/.exec(name) ?? []
  return file !== undefined && !['index', 'oauth', 'oauth-types'].includes(file)
}

async function layOut(folder: string, packages: readonly string[]): Promise<void> {
  const target = join(folder, 'node_modules')
  await mkdir(join(target, '@types'), { recursive: true })
  for (const name of packages) await symlink(installed(name), join(target, name))
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

async function inNode(folder: string, code: string): Promise<Record<string, string[]>> {
  const preamble = `import { createRequire } from 'node:module'; const file = ${JSON.stringify(join(folder, 'x.js'))};`
  const { stdout } = await run(
    process.execPath,
    ['--input-type=module', '--eval', preamble + code],
    {
      cwd: folder,
      env: { PATH: process.env.PATH ?? '' },
      maxBuffer: 1e8,
    },
  )
  return JSON.parse(stdout) as Record<string, string[]>
}

const listed = (names: readonly string[], load: string): string => `
  const found = {}
  for (const name of ${JSON.stringify(names)}) found[name] = Object.keys(${load})
  console.log(JSON.stringify(found))`

function namesByRequire(folder: string, names: readonly string[]) {
  return inNode(folder, `const require = createRequire(file); ${listed(names, 'require(name)')}`)
}

function namesByImport(folder: string, names: readonly string[]) {
  return inNode(folder, listed(names, 'await import(name)'))
}

async function exportsOf(folder: string, names: string[]): Promise<Record<string, string[]>> {
  const script = join(types, 'exports-of.cjs')
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
  await writeFile(
    config,
    JSON.stringify({ extends: './tsconfig.json', compilerOptions, files: [file], include: [] }),
  )
  const compiler = join(home, 'bin', 'tsc')
  const { stdout } = await run(process.execPath, [compiler, '-p', config], { cwd: folder }).catch(
    (error: { stdout: string }) => error,
  )
  return stdout
}
