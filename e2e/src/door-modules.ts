/**
 * What can be imported of a door and of the original: applications beside one another, one on each, that are loaded
 * and compiled.
 *
 * @module
 */
import { execFile } from 'node:child_process'
import { cp, mkdir, rm, symlink, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'

const run = promisify(execFile)
const root = fileURLToPath(new URL('../..', import.meta.url))

/** TypeScript of Next's demo, which knows more ways to find modules, and tells by functions what it sees. */
const typescript6 = join(root, 'examples', 'next', 'node_modules', 'typescript')

/** An application to lay out. */
export interface ModulesApplication {
  /** Where. What is there is removed. */
  readonly folder: string
  /** Folder of `application.ts` and its `tsconfig.json`. */
  readonly sources: string
  /** Folders of the packages that it has. */
  readonly packages: readonly string[]
}

/** Lays an application out, which depends on nothing yet. */
export async function layOut({ folder, sources, packages }: ModulesApplication): Promise<void> {
  await rm(folder, { recursive: true, force: true })
  const modules = join(folder, 'node_modules')
  // Where TypeScript finds nothing else, as in an application's own folder.
  const types = ['node', 'react', 'react-dom'].map((name) =>
    join(root, 'node_modules', '@types', name),
  )
  for (const home of [...packages, ...types]) {
    const link = join(modules, home.slice(home.lastIndexOf('node_modules/') + 13))
    await mkdir(dirname(link), { recursive: true })
    await symlink(home, link)
  }
  await writeFile(join(folder, 'package.json'), '{ "private": true, "dependencies": {} }\n')
  await cp(join(sources, 'application.ts'), join(folder, 'application.ts'))
  await cp(join(sources, 'application.ts'), join(folder, 'application.mts'))
  await cp(join(sources, 'tsconfig.json'), join(folder, 'tsconfig.json'))
}

/**
 * Runs code in an application.
 *
 * @param code It fills or replaces `found`, and has `createRequire` and `file`, its own path.
 * @returns What is found.
 */
export async function inNode<T>(folder: string, code: string): Promise<T> {
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

/** Code that loads the module `name`. */
export const ways = { import: 'await import(name)', require: 'createRequire(file)(name)' } as const

/** Names of the values that modules export, by module. */
export function namesOf(
  folder: string,
  modules: readonly string[],
  way: keyof typeof ways,
): Promise<Record<string, string[]>> {
  const code = `for (const name of ${JSON.stringify(modules)}) found[name] = Object.keys(${ways[way]})`
  return inNode(folder, code)
}

/** What TypeScript knows of modules on the original and not on the door, as in `next-auth/jwt: encode`. */
export async function missingExports(
  original: string,
  door: string,
  modules: readonly string[],
): Promise<string[]> {
  const expected = await exportsOf(original, modules)
  const found = await exportsOf(door, modules)
  return modules.flatMap((name) =>
    (expected[name] ?? ['nothing'])
      .filter((exported) => found[name]?.includes(exported) !== true)
      .map((exported) => `${name}: ${exported}`),
  )
}

async function exportsOf(
  folder: string,
  modules: readonly string[],
): Promise<Record<string, string[]>> {
  const script = join(root, 'e2e', 'next-auth-client', 'types', 'exports-of.cjs')
  const parameters = [script, typescript6, join(folder, 'application.ts'), ...modules]
  const { stdout } = await run(process.execPath, parameters)
  return JSON.parse(stdout) as Record<string, string[]>
}

/** How a file is compiled: the version of TypeScript, `module` and `moduleResolution`. */
export type Compilation = readonly [
  file: string,
  version: 6 | 7,
  module: string,
  resolution: string,
]

/** Compiles a file of an application. Returns what the compiler complains of. */
export async function compile(
  folder: string,
  [file, version, module, resolution]: Compilation,
): Promise<string> {
  const home = version === 6 ? typescript6 : join(root, 'node_modules', 'typescript')
  const compilerOptions = {
    module,
    moduleResolution: resolution,
    ...(resolution === 'node' ? { ignoreDeprecations: '6.0' } : {}),
    ...(file === 'both.ts' ? { allowImportingTsExtensions: true } : {}),
  }
  const config = join(folder, `tsconfig.${file}.${version}.${resolution}.json`)
  const content = { extends: './tsconfig.json', compilerOptions, files: [file], include: [] }
  await writeFile(config, JSON.stringify(content))
  const compiler = join(home, 'bin', 'tsc')
  const { stdout } = await run(process.execPath, [compiler, '-p', config], { cwd: folder }).catch(
    (error: { stdout: string }) => error,
  )
  return stdout
}

/** Compiles a use of the hooks of `sojourn`, which know what the application adds to its session: a role. */
export async function compileHooksOfSojourn(folder: string): Promise<string> {
  const content = `import './application.ts'
import { useSession } from 'sojourn/react'
export const role: 'admin' | 'user' | undefined = useSession().data?.user.role
// @ts-expect-error -- it is text
export const number: number | undefined = useSession().data?.user.role
`
  await writeFile(join(folder, 'both.ts'), content)
  return compile(folder, ['both.ts', 6, 'esnext', 'bundler'])
}
