/**
 * Compiles the package's declarations as an application would, under the compilers that applications
 * use: the one this repository builds with, and the last one written in JavaScript, which Vue's tools
 * still need.
 *
 * The quick one checks the declarations too, which applications mostly skip: there a broken import
 * becomes `any` without a word. Complaints about other packages' declarations are theirs.
 *
 * @module
 */
import { glob, mkdir, readFile, writeFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { run } from './run.ts'

const root = fileURLToPath(new URL('..', import.meta.url))
const packageFolder = join(root, 'packages', 'sojourn')
const folder = join(root, '.cache', 'consumer')

/** Each compiler with the way of resolving that goes with it: Node's own, and that of bundlers. */
const projects = [
  {
    modules: 'node_modules',
    options: { module: 'nodenext', moduleResolution: 'nodenext', skipLibCheck: false },
  },
  {
    modules: 'examples/nuxt/node_modules',
    options: { module: 'esnext', moduleResolution: 'bundler', skipLibCheck: true },
  },
]

/** @returns What is wrong, one complaint a line; empty when all is well. */
export async function checkConsumers(): Promise<string> {
  await mkdir(folder, { recursive: true })
  const lines = (await specifiers()).map(
    (specifier, index) =>
      `import * as entry${index} from '${specifier}'\nexport const it${index} = entry${index}\n`,
  )
  await writeFile(join(folder, 'package.json'), '{ "type": "module" }\n')
  await writeFile(join(folder, 'application.ts'), lines.join(''))

  const complaints: string[] = []
  for (const { modules, options } of projects) {
    const config = join(folder, `tsconfig.${options.module}.json`)
    await writeFile(config, JSON.stringify({ compilerOptions: { ...common, ...options } }))
    const tsc = join(modules, 'typescript', 'bin', 'tsc')
    const args = [tsc, '-p', config, '--pretty', 'false']
    const { code, output } = await run(process.execPath, args, { cwd: root })
    const ours = output
      .split('\n')
      .filter((line) => /^(?:packages\/sojourn|\.cache\/consumer)\/|^error /.test(line))
    if (ours.length > 0) complaints.push(`$ node ${args.join(' ')}`, ...ours)
    else if (code !== 0 && !output.includes('error TS')) complaints.push(output)
  }
  return complaints.join('\n')
}

const common = {
  target: 'es2022',
  lib: ['es2023', 'dom', 'dom.iterable'],
  types: ['node'],
  strict: true,
  noEmit: true,
  skipDefaultLibCheck: true,
}

/**
 * Every entry of the exports map, with `*` filled in from the build. Without the Nuxt module: checking
 * it means checking all of Nuxt, and the example's own type check uses it.
 */
async function specifiers(): Promise<string[]> {
  const { exports } = JSON.parse(await readFile(join(packageFolder, 'package.json'), 'utf8')) as {
    exports: Record<string, string | { types: string }>
  }
  const found: string[] = []
  for (const [entry, target] of Object.entries(exports)) {
    if (typeof target === 'string' || entry === './nuxt') continue
    const name = `sojourn${entry.slice(1)}`
    if (!entry.includes('*')) found.push(name)
    else {
      for await (const file of glob(target.types, { cwd: packageFolder })) {
        found.push(name.replace('*', basename(file, '.d.ts')))
      }
    }
  }
  return found
}
