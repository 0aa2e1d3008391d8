/**
 * Which folder may import what: proves that the linter and the compiler enforce the direction that
 * ARCHITECTURE.md draws.
 *
 * A lint rule that is misspelt says nothing, and neither does one that is obeyed. So every crossing,
 * forbidden or allowed, is written down as a small file and linted under the real configuration, in a
 * directory of its own where no other run of the linter sees it.
 *
 * @module
 */
import { execFile } from 'node:child_process'
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

const root = fileURLToPath(new URL('../../../..', import.meta.url))
const packageFolder = join(root, 'packages', 'sojourn')
const bin = join(root, 'node_modules', '.bin')
const run = promisify(execFile)

/** Stand for all that Node brings. */
const node = ['node:crypto', 'node:fs/promises', 'node:sqlite']

/** What a folder may import besides itself. What is not listed here must be refused. */
const direction: Record<string, { folders: string[]; packages: string[] }> = {
  core: { folders: [], packages: [] },
  client: { folders: ['core'], packages: [] },
  server: { folders: ['core'], packages: ['oauth4webapi', 'cookie', 'jose', '#crypto'] },
  jwt: { folders: ['server', 'core'], packages: [] },
  mail: { folders: ['core'], packages: ['nodemailer'] },
  providers: { folders: ['core', 'mail'], packages: [] },
  storage: { folders: ['core'], packages: ['kysely', 'node:sqlite', 'pg'] },
  passwords: { folders: ['core'], packages: ['node:crypto'] },
  tokens: { folders: ['core', 'passwords'], packages: ['jose', 'node:crypto'] },
  cli: { folders: ['core', 'server', 'storage'], packages: node },
  vue: { folders: ['client', 'core'], packages: ['vue'] },
  react: { folders: ['client', 'core'], packages: ['react', '#request-client'] },
  nuxt: {
    folders: ['vue', 'client', 'jwt', 'server', 'core'],
    packages: ['nuxt/app', 'nuxt/schema', '@nuxt/kit', 'h3', 'vue', '#imports', ...node],
  },
  node: { folders: ['server', 'core'], packages: node },
  next: {
    folders: ['react', 'client', 'node', 'server', 'core'],
    packages: ['next/server', 'react', ...node],
  },
}

/** May import anything, or is not here yet and gets its row when it comes. */
const unruled = ['testing']

const folders = [...Object.keys(direction), ...unruled]
const packages = [
  '#crypto',
  '#imports',
  '#request-client',
  '@nuxt/kit',
  'cookie',
  'h3',
  'jose',
  'kysely',
  'next/server',
  ...node,
  'nodemailer',
  'nuxt/app',
  'nuxt/schema',
  'oauth4webapi',
  'pg',
  'react',
  'sojourn/server',
  'vue',
]

interface Probe {
  from: string
  specifier: string
  allowed: boolean
  /** A way to write the import that a rule could overlook. */
  code?: string
}

const probes: Probe[] = [
  ...Object.entries(direction).flatMap(([from, may]) => [
    ...folders
      .filter((to) => to !== from)
      .map((to) => ({
        from,
        specifier: `../${to}/index.ts`,
        allowed: may.folders.includes(to),
      })),
    ...packages.map((specifier) => ({
      from,
      specifier,
      allowed: may.packages.includes(specifier),
    })),
    { from, specifier: './neighbour.ts', allowed: true },
  ]),
  { from: 'server/oauth', specifier: '../session/index.ts', allowed: true },
  { from: 'server/oauth', specifier: '../../core/session.ts', allowed: true },
  { from: 'server/oauth', specifier: '../../client/index.ts', allowed: false },
  { from: 'server/oauth', specifier: 'node:crypto', allowed: false },
  { from: 'client', specifier: './../server/index.ts', allowed: false },
  { from: 'core', specifier: './../client/index.ts', allowed: false },
  { from: 'vue', specifier: './../server/index.ts', allowed: false },
  { from: 'nuxt/runtime/app', specifier: '../../../vue/index.ts', allowed: true },
  { from: 'nuxt/runtime/app', specifier: '../../../react/index.ts', allowed: false },
]

const forms: Probe[] = [
  { code: `import type { Auth } from '../server/index.ts'\nexport type { Auth }` },
  { code: `export { createAuth } from '../server/index.ts'` },
  { code: `export * from '../server/index.ts'` },
  { code: `export const load = () => import('../server/index.ts')` },
].map((form) => ({ from: 'client', specifier: '../server/index.ts', allowed: false, ...form }))

interface Diagnostic {
  message: string
  code?: string
  help?: string
  filename: string
}

const probeFile = (index: number, { from }: Probe) =>
  `packages/sojourn/src/${from}/probe-${index}.ts`

describe('the direction of imports', () => {
  const all = [...probes, ...forms]
  /** Complaints about imports, by the file they are about. */
  const complaints = new Map<string, Diagnostic>()
  let directory: string

  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'sojourn-boundaries-'))
    const config = JSON.parse(await readFile(join(root, '.oxlintrc.json'), 'utf8')) as {
      options: Record<string, unknown>
    }
    // Types are not what is asked here, and would need the whole workspace.
    config.options.typeAware = false
    await writeFile(join(directory, '.oxlintrc.json'), JSON.stringify(config))
    await Promise.all(all.map(async (probe, index) => writeProbe(probeFile(index, probe), probe)))
    await Promise.all(
      ['packages/sojourn/src/index.ts', 'packages/sojourn/src/server/crypto/node.ts'].map((file) =>
        writeProbe(file, { from: '', specifier: 'node:crypto', allowed: false }),
      ),
    )
    for (const diagnostic of await lint(directory)) {
      if (diagnostic.code?.includes('no-restricted-imports')) {
        complaints.set(diagnostic.filename.replaceAll('\\', '/'), diagnostic)
      }
    }
  }, 60_000)

  afterAll(() => rm(directory, { recursive: true, force: true }))

  async function writeProbe(file: string, { specifier, code }: Probe): Promise<void> {
    const path = join(directory, file)
    await mkdir(dirname(path), { recursive: true })
    await writeFile(path, `${code ?? `import * as it from '${specifier}'\nexport { it }`}\n`)
  }

  it.each(probes.map((probe, index) => ({ ...probe, index })).filter(({ allowed }) => !allowed))(
    '$from/ may not import $specifier',
    (probe) => {
      const complaint = complaints.get(probeFile(probe.index, probe))
      const [folder = ''] = probe.from.split('/')
      expect(complaint?.message).toContain(`'${probe.specifier}'`)
      // The help says whose rule it is and where the code should go.
      expect(complaint?.help).toMatch(new RegExp(`^${folder}/ `))
    },
  )

  it.each(probes.map((probe, index) => ({ ...probe, index })).filter(({ allowed }) => allowed))(
    '$from/ may import $specifier',
    (probe) => {
      expect(complaints.get(probeFile(probe.index, probe))).toBeUndefined()
    },
  )

  it.each(forms.map((probe, index) => ({ ...probe, index: probes.length + index })))(
    'client/ may not write: $code',
    (probe) => {
      expect(complaints.get(probeFile(probe.index, probe))?.help).toMatch(/^client\//)
    },
  )

  it('lets node: into server/ by one file, and into the entry of the package not at all', () => {
    expect(complaints.get('packages/sojourn/src/server/crypto/node.ts')).toBeUndefined()
    expect(complaints.get('packages/sojourn/src/index.ts')?.help).toContain('types and AuthError')
  })

  it('has a row for every folder', async () => {
    const entries = await readdir(join(packageFolder, 'src'), { withFileTypes: true })
    const present = entries.filter((entry) => entry.isDirectory()).map((entry) => entry.name)
    expect(folders).toEqual(expect.arrayContaining(present))
  })

  async function lint(cwd: string): Promise<Diagnostic[]> {
    // Complaints make it exit with 1.
    const { stdout } = await run(join(bin, 'oxlint'), ['--format=json'], {
      cwd,
      maxBuffer: 1e8,
      shell: process.platform === 'win32',
    }).catch((error: { stdout: string }) => error)
    return (JSON.parse(stdout) as { diagnostics: Diagnostic[] }).diagnostics
  }
})

/** Compilers take their time on a busy machine. */
const timeout = 120_000

describe('the strict project', () => {
  const source = `import { readFile } from 'node:fs/promises'
export const read = readFile
export const home: unknown = process.env.HOME
`
  let directory: string

  beforeAll(async () => {
    // Below the package's own node_modules, or the types of Node could not be found by anybody.
    const cache = join(root, '.cache')
    await mkdir(cache, { recursive: true })
    directory = await mkdtemp(join(cache, 'probe-'))
    await writeFile(join(directory, 'probe.ts'), source)
  })

  afterAll(() => rm(directory, { recursive: true, force: true }))

  /** Errors about the probe when it is compiled together with the sources. */
  async function errorsUnder(project: string): Promise<string[]> {
    const base = join(packageFolder, project)
    const { include, exclude = [] } = JSON.parse(await readFile(base, 'utf8')) as {
      include: string[]
      exclude?: string[]
    }
    const here = (path: string) => join(packageFolder, path)
    const config = join(directory, project)
    await writeFile(
      config,
      JSON.stringify({
        extends: base,
        include: [...include.map(here), 'probe.ts'],
        exclude: exclude.map(here),
      }),
    )
    const { stdout } = await run(join(bin, 'tsc'), ['-p', config, '--pretty', 'false'], {
      cwd: directory,
      maxBuffer: 1e8,
      shell: process.platform === 'win32',
    }).catch((error: { stdout: string }) => error)
    return stdout.split('\n').filter((line) => line.includes('probe.ts'))
  }

  it('does not compile a node: import, nor a global of Node', { timeout }, async () => {
    const errors = await errorsUnder('tsconfig.json')
    expect(errors).toEqual([
      expect.stringMatching(/probe\.ts\(1,.*node:fs\/promises/),
      expect.stringMatching(/probe\.ts\(3,.*'process'/),
    ])
  })

  it(
    'fails for that reason only: the project for Node compiles the same file',
    { timeout },
    async () => {
      await expect(errorsUnder('tsconfig.node.json')).resolves.toEqual([])
    },
  )
})
