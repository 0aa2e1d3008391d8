/**
 * The door of NextAuth v4 as it is published: every module that an application can import of `next-auth` is there,
 * however it is imported, with the same names, and for TypeScript, too.
 *
 * @module
 */
import { readdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { beforeAll, describe, expect, it } from 'vitest'
import { workFolder } from '../src/applications.ts'
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
import { nextAuthDoor } from '../src/next-auth-applications.ts'

const sources = fileURLToPath(new URL('../next-auth-client/types', import.meta.url))

/** An application on the door, and one on the original. */
const door = join(workFolder, 'next-auth-modules', 'door')
const original = join(workFolder, 'next-auth-modules', 'original')

const timeout = 120_000

beforeAll(async () => {
  const packages = ['next', 'nodemailer', 'react', 'react-dom'].map((name) => installedFolder(name))
  const nextAuth = installedFolder('next-auth')
  await layOut({ folder: original, sources, packages: [nextAuth, ...packages] })
  await layOut({ folder: door, sources, packages })
  await takeDoor(door, nextAuthDoor)
})

/** What can be imported of the original, by its `exports`. */
async function modules(): Promise<string[]> {
  const providers = await readdir(join(installedFolder('next-auth'), 'providers'))
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
    const expected = await namesOf(original, loadable, 'require')
    for (const way of ['require', 'import'] as const) {
      const found = await namesOf(door, names, way)
      for (const [name, values] of Object.entries(expected)) {
        expect(found[name], name).toEqual(expect.arrayContaining(values))
      }
      expect(Object.keys(found)).toEqual(names)
    }
  })

  it('has factories that can be called, whichever way they were imported', async () => {
    const factories = (await modules()).filter((name) => isFactory(name))
    expect(factories).toHaveLength(65)
    const identify = (folder: string, way: keyof typeof ways): Promise<Record<string, string[]>> =>
      inNode(
        folder,
        `for (const name of ${JSON.stringify(factories)}) {
          const exported = ${ways[way]}
          const all = [exported, exported.default, exported.default?.default]
          found[name] = all.filter((factory) => typeof factory === 'function').map((factory) => {
            return factory({ clientId: 'a', clientSecret: 'b', issuer: 'https://c.example', authorize: () => null }).id
          })
        }`,
      )
    const expected = await identify(original, 'require')
    const required = await identify(door, 'require')
    const imported = await identify(door, 'import')
    for (const name of factories) {
      const [first = ''] = expected[name] ?? []
      expect(required[name], name).toEqual([first, first, first])
      // A namespace cannot be called.
      expect(imported[name], name).toEqual([first, first])
    }
  })

  it('has a handler that can be called, whichever way it was imported', async () => {
    for (const all of [
      `[(await import('next-auth')).default, (await import('next-auth')).default.default]`,
      `[createRequire(file)('next-auth'), createRequire(file)('next-auth').default]`,
    ]) {
      const code = `found = ${all}.map((handler) => typeof handler({ providers: [], secret: 'x' }))`
      expect(await inNode(door, code)).toEqual(['function', 'function'])
    }
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
        found = contexts.map((context) => typeof context + (context === contexts[0]))`,
      ),
    ).toEqual(['objecttrue', 'objecttrue', 'objecttrue'])
  })

  it('exports every type of the original', async () => {
    expect(await missingExports(original, door, await modules())).toEqual([])
  })
})

describe('an application that was compiled against NextAuth v4', { timeout }, () => {
  it('compiles there', async () => {
    expect(await compile(original, ['application.ts', 6, 'esnext', 'bundler'])).toBe('')
  })

  const settings: Compilation[] = [
    ['application.ts', 6, 'esnext', 'bundler'],
    ['application.ts', 6, 'node16', 'node16'],
    ['application.mts', 6, 'node16', 'node16'],
    ['application.ts', 6, 'esnext', 'node'],
    ['application.ts', 7, 'esnext', 'bundler'],
    ['application.ts', 7, 'node16', 'node16'],
    ['application.mts', 7, 'node16', 'node16'],
  ]
  it.each(settings)('compiles on the door: %s, TypeScript %i, %s, %s', async (...setting) => {
    expect(await compile(door, setting)).toBe('')
  })

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
      expect(await compile(folder, ['deep.ts', 6, 'esnext', 'node'])).toBe('')
    }
  })

  it('reaches the hooks of sojourn, too, by what it adds to the session', async () => {
    expect(await compileHooksOfSojourn(door)).toBe('')
  })
})

function isFactory(name: string): boolean {
  const [, file] = /^next-auth\/providers\/(.*)$/.exec(name) ?? []
  return file !== undefined && !['index', 'oauth', 'oauth-types'].includes(file)
}
