/**
 * Makes what a door is published with, of what stands in its folder.
 *
 *     cd packages/next-auth/v4 && node ../build-door.ts
 *
 * Written by hand are modules (`react.mjs`) and their types (`react.d.mts`). Beside each of them goes what those need
 * who know no ES modules, or no `exports`: Jest, a `require`, `moduleResolution: node`. That is
 *
 * - `react.js`: the same in CommonJS, with all of `sojourn` that it needs in it. What must be one in a process is on
 *   `Symbol.for` there, so a copy is as good as the original.
 * - `react.browser.js`: the same for a browser, as Jest's jsdom is one; of the modules that differ there.
 * - `react.d.ts`: the types of that, by reference.
 *
 * The modules of providers are made of a table, `providers.mts`.
 *
 * @module
 */
import { mkdir, readdir, writeFile } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { build, type BuildOptions, type Plugin } from 'esbuild'
import {
  type Declaration,
  mark,
  type ProviderModule,
  providerModule,
  providerTypes,
} from './provider-modules.ts'

/** A door's `providers.mts`. */
interface ProviderTable {
  /** By name of the module. */
  readonly providers: Readonly<Record<string, ProviderModule>>
  readonly declare: (provider: ProviderModule) => Declaration
}

/**
 * Makes the files.
 *
 * @param folder Of the door.
 * @returns Their names, from the folder.
 */
export async function buildDoor(folder: string): Promise<string[]> {
  const table = pathToFileURL(join(folder, 'providers.mts'))
  const { providers, declare } = (await import(table.href)) as ProviderTable
  const files = new Map<string, string>()
  for (const [name, provider] of Object.entries(providers)) {
    files.set(`providers/${name}.mjs`, providerModule(name, provider))
    files.set(`providers/${name}.d.mts`, providerTypes(name, provider, declare(provider)))
  }
  await write(folder, files)
  const modules = await modulesOf(folder)
  const made = [...files.keys(), ...(await bundle(folder, modules))]
  const types = new Map<string, string>()
  for (const module of await named(folder, '.d.mts')) {
    const values = modules.includes(module) ? await valuesOf(join(folder, `${module}.mjs`)) : []
    types.set(`${module}.d.ts`, commonTypes(module, values))
  }
  await write(folder, types)
  return [...made, ...types.keys()]
}

async function write(folder: string, files: ReadonlyMap<string, string>): Promise<void> {
  for (const [name, content] of files) {
    await mkdir(dirname(join(folder, name)), { recursive: true })
    await writeFile(join(folder, name), content)
  }
}

/** Names of files of this ending below a folder, without it. */
async function named(folder: string, ending: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true })
  return entries
    .filter((entry) => entry.endsWith(ending) && !entry.startsWith('node_modules'))
    .map((entry) => entry.slice(0, -ending.length))
    .toSorted()
}

/** What can be imported. `callable` is what the others are made with. */
async function modulesOf(folder: string): Promise<string[]> {
  return (await named(folder, '.mjs')).filter((name) => name !== 'callable')
}

/** What a module exports besides types. */
async function valuesOf(file: string): Promise<string[]> {
  const { metafile } = await build({
    ...common,
    entryPoints: [file],
    bundle: true,
    format: 'esm',
    write: false,
    metafile: true,
    outdir: '.',
  })
  return Object.values(metafile.outputs)[0]?.exports ?? []
}

const common = {
  platform: 'node',
  target: 'node22',
  logLevel: 'warning',
  external: ['next', 'next/*', 'nodemailer', 'pg', 'react', 'react/*', 'react-dom'],
} as const satisfies BuildOptions

/** CommonJS has no `import()` in Jest, and `require` loads what such modules name. */
const commonJs = {
  ...common,
  bundle: true,
  format: 'cjs',
  supported: { 'dynamic-import': false },
  legalComments: 'none',
} as const satisfies BuildOptions

/**
 * Plain values in place of getters, so that tests of an application can spy on them; and a function, where there is a
 * default one, for who calls what `require` returns.
 */
const asValues = `{
  const { ...values } = module.exports
  const target = typeof values.default === 'function' ? values.default : {}
  module.exports = Object.defineProperty(Object.assign(target, values), '__esModule', { value: true })
}`

/** What one module of the door has of another it requires, so that there is one of each. */
const siblings: Plugin = {
  name: 'siblings',
  setup(build) {
    build.onResolve({ filter: /^\.\.?\/.*\.mjs$/ }, ({ path, kind }) =>
      kind === 'entry-point' || path.endsWith('/callable.mjs')
        ? undefined
        : { path: path.replace(/\.mjs$/, '.js'), external: true },
    )
  },
}

async function bundle(folder: string, modules: readonly string[]): Promise<string[]> {
  const shared = { ...commonJs, outdir: folder, footer: { js: asValues }, plugins: [siblings] }
  await build({
    ...shared,
    entryPoints: modules.map((module) => ({ in: join(folder, `${module}.mjs`), out: module })),
  })
  await build({
    ...shared,
    entryPoints: [{ in: join(folder, 'react.mjs'), out: 'react.browser' }],
    platform: 'browser',
    mainFields: ['module', 'main'],
    conditions: ['browser'],
  })
  return [...modules, 'react.browser'].map((module) => `${module}.js`)
}

/** Types of the module in CommonJS: those of the other, which alone know `sojourn`. */
function commonTypes(module: string, values: readonly string[]): string {
  const path = `'./${basename(module)}.mjs'`
  const mode = `with { 'resolution-mode': 'import' }`
  const lines = [mark, `export type * from ${path} ${mode}`]
  if (values.length === 0) return `${lines.join('\n')}\n`
  lines.push(`type Module = typeof import(${path}, { ${mode.replace(' {', ': {')} })`)
  for (const name of values) {
    if (name !== 'default') lines.push(`export declare const ${name}: Module['${name}']`)
  }
  if (values.includes('default')) {
    lines.push(`declare const value: Module['default']`, 'export default value')
  }
  return `${lines.join('\n')}\n`
}

if (import.meta.main) {
  const files = await buildDoor(process.cwd())
  console.error(`${files.length} files`)
}
