/**
 * How an application is built and run: the commands of its framework, said once.
 *
 * Which framework it is, is read off its `package.json`.
 *
 * @module
 */
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'

/** The commands of a framework, as arguments for Node. */
export interface Framework {
  /** Name of its package. */
  readonly name: 'next' | 'nuxt' | 'vite'
  /** Folder that a build fills, from that of the application. */
  readonly output: string
  /** A file in it that only a finished build has. */
  readonly finished: string
  readonly build: (folder: string) => string[]
  /** Serves what was built. It listens on 127.0.0.1 alone. */
  readonly serve: (folder: string, port: number) => string[]
  /** Serves the sources, with hot reload. */
  readonly develop: (folder: string, port: number) => string[]
  /** What all of these need in their environment. */
  readonly environment: Readonly<Record<string, string>>
}

const nuxt: Framework = {
  name: 'nuxt',
  output: '.output',
  finished: 'server/index.mjs',
  build: (folder) => [nuxi(folder), 'build'],
  serve: (folder) => [join(folder, '.output', 'server', 'index.mjs')],
  develop: (folder, port) => [nuxi(folder), 'dev', '--host', 'localhost', '--port', String(port)],
  environment: { NUXT_TELEMETRY_DISABLED: '1' },
}

const next: Framework = {
  name: 'next',
  output: '.next',
  finished: 'BUILD_ID',
  build: (folder) => [nextBinary(folder), 'build'],
  serve: (folder, port) => [
    nextBinary(folder),
    'start',
    '--hostname',
    '127.0.0.1',
    '--port',
    String(port),
  ],
  develop: (folder, port) => [
    nextBinary(folder),
    'dev',
    '--hostname',
    'localhost',
    '--port',
    String(port),
  ],
  environment: { NEXT_TELEMETRY_DISABLED: '1' },
}

/** Plain Vue, with a server of the example's own. */
const vite: Framework = {
  name: 'vite',
  output: 'dist',
  finished: 'index.html',
  build: (folder) => [join(packageFolder(folder, 'vite'), 'bin', 'vite.js'), 'build'],
  serve: (folder) => [join(folder, 'server.ts')],
  develop: (folder) => [join(folder, 'server.ts')],
  environment: {},
}

/** The framework that an application depends on. */
export function frameworkOf(folder: string): Framework {
  const { dependencies } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as {
    dependencies: Record<string, string>
  }
  if ('next' in dependencies) return next
  return 'nuxt' in dependencies ? nuxt : vite
}

/** `package.json` of the framework that Node finds from the folder of an application. */
export function frameworkPackage(folder: string): string {
  return join(packageFolder(folder, frameworkOf(folder).name), 'package.json')
}

function nuxi(folder: string): string {
  return join(packageFolder(folder, 'nuxt'), 'bin', 'nuxt.mjs')
}

function nextBinary(folder: string): string {
  return join(packageFolder(folder, 'next'), 'dist', 'bin', 'next')
}

function packageFolder(folder: string, name: string): string {
  const { resolve } = createRequire(join(folder, 'package.json'))
  return dirname(resolve(`${name}/package.json`))
}
