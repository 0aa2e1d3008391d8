/**
 * Programs of applications, checked by TypeScript 6 and 7 against the declarations that this package publishes.
 *
 * @module
 */
import { execFile } from 'node:child_process'
import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const packageFolder = fileURLToPath(new URL('../..', import.meta.url))
const root = join(packageFolder, '../..')

/** The compilers that applications use. */
export const compilers = {
  '6.0.3': join(root, 'examples/next/node_modules/typescript/bin/tsc'),
  '7.0.2': join(root, 'node_modules/typescript/bin/tsc'),
} as const

export type Compiler = keyof typeof compilers

/** What a compiler said of a program. */
export interface Verdict {
  /** One line for each error. */
  readonly errors: readonly string[]
  /** How many types were made of generic ones. */
  readonly instantiations: number
}

/** A folder in which programs find the package as if it were installed. */
export interface TypePrograms {
  /** Checks a program of these files, by their names. */
  readonly check: (compiler: Compiler, files: Record<string, string>) => Promise<Verdict>
  readonly remove: () => Promise<void>
}

/** As `create-next-app` has it. */
const compilerOptions = {
  target: 'ES2022',
  lib: ['dom', 'dom.iterable', 'esnext'],
  module: 'esnext',
  moduleResolution: 'bundler',
  jsx: 'react-jsx',
  strict: true,
  noUncheckedIndexedAccess: true,
  skipLibCheck: true,
  noEmit: true,
  isolatedModules: true,
  types: ['node'],
}

/** Writes the declarations of the sources as they are. Below the workspace, whose packages the programs see, too. */
export async function createTypePrograms(): Promise<TypePrograms> {
  const cache = join(root, '.cache')
  await mkdir(cache, { recursive: true })
  const folder = await mkdtemp(join(cache, 'types-'))
  const installed = join(folder, 'node_modules', 'sojourn')
  await mkdir(installed, { recursive: true })
  await cp(join(packageFolder, 'package.json'), join(installed, 'package.json'))
  const out = ['--outDir', join(installed, 'dist'), '--declarationMap', 'false']
  // Errors in the sources are found where they are checked; here they show if they matter.
  await tsc('7.0.2', packageFolder, '-p', 'tsconfig.build.json', '--emitDeclarationOnly', ...out)
  let count = 0

  return {
    async check(compiler, files) {
      const program = join(folder, `program-${count++}`)
      await mkdir(program)
      const tsconfig = JSON.stringify({ compilerOptions, include: ['**/*'] })
      const all = { 'tsconfig.json': tsconfig, ...files }
      for (const [name, text] of Object.entries(all)) await writeFile(join(program, name), text)
      const output = await tsc(compiler, program, '-p', '.', '--extendedDiagnostics')
      return {
        errors: errorsIn(output),
        instantiations: Number(/^Instantiations: *(\d+)/m.exec(output)?.[1]),
      }
    },
    remove: () => rm(folder, { recursive: true, force: true }),
  }
}

function errorsIn(output: string): readonly string[] {
  return output.split('\n').filter((line) => /error TS\d+:/.test(line))
}

function tsc(compiler: Compiler, cwd: string, ...args: string[]): Promise<string> {
  return new Promise((resolve) => {
    execFile(
      process.execPath,
      [compilers[compiler], ...args],
      { cwd, maxBuffer: 2 ** 26 },
      // Its status only repeats that there are errors.
      (_, stdout, stderr) => resolve(stdout + stderr),
    )
  })
}
