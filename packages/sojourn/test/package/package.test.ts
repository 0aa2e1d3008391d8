/**
 * The package as it is published: the built files, reached through the exports map, in a bare Node.
 *
 * Everything here runs on `dist`, so it must be built first: `npm run build` at the root.
 *
 * @module
 */
import { execFile, spawnSync } from 'node:child_process'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { describe, expect, it } from 'vitest'

const packageFolder = fileURLToPath(new URL('../..', import.meta.url))
const dist = join(packageFolder, 'dist')
const run = promisify(execFile)

type Target = string | { [condition: string]: Target }

const { exports, imports } = JSON.parse(
  readFileSync(join(packageFolder, 'package.json'), 'utf8'),
) as { exports: Record<string, Target>; imports: Record<string, Target> }

/** Names that a `*` in a target stands for. */
function filesBehind(target: string): string[] {
  const [folder = '', ending = ''] = target.split('*')
  return readdirSync(join(packageFolder, folder))
    .filter((file) => file.endsWith(ending))
    .map((file) => file.slice(0, -ending.length))
}

/** Every file that a target leads to, under any condition; not the sources of this repository. */
function targetsOf(target: Target): string[] {
  if (typeof target === 'string') return [target]
  return Object.entries(target)
    .filter(([condition]) => condition !== 'sojourn-source')
    .flatMap(([, inner]) => targetsOf(inner))
}

/** What applications write: `sojourn`, `sojourn/server`, `sojourn/providers/oidc` … */
const specifiers = Object.entries(exports)
  .filter(([entry]) => entry !== './package.json')
  .flatMap(([entry, target]) => {
    const name = `sojourn${entry.slice(1)}`
    if (!entry.includes('*')) return [name]
    const script = targetsOf(target).find((path) => path.endsWith('.js')) ?? ''
    return existsSync(dist) ? filesBehind(script).map((file) => name.replace('*', file)) : []
  })

/** Runs a module in a Node of its own, without this test's loaders, and reads the JSON it prints. */
async function inNode(code: string): Promise<unknown> {
  const { stdout } = await run(process.execPath, ['--input-type=module', '--eval', code], {
    cwd: packageFolder,
    env: { NODE_ENV: 'development', PATH: process.env.PATH ?? '' },
  })
  return JSON.parse(stdout)
}

/** Each of these starts processes, which takes its time on a busy machine. */
const timeout = 60_000

describe('the published package', { timeout }, () => {
  it('has been built', () => {
    expect(existsSync(dist), 'run `npm run build` first').toBe(true)
  })

  it.each(
    [...Object.entries(exports), ...Object.entries(imports)].flatMap(([entry, target]) =>
      targetsOf(target).map((path) => ({ entry, path })),
    ),
  )('$entry leads to $path', ({ path }) => {
    if (path.includes('*')) expect(filesBehind(path)).not.toEqual([])
    else expect(existsSync(join(packageFolder, path)), path).toBe(true)
  })

  it('exports these names', async () => {
    const entries = specifiers.map(async (specifier) => {
      const code = `console.log(JSON.stringify(Object.keys(await import('${specifier}')).sort()))`
      return [specifier, await inNode(code)] as const
    })
    expect(Object.fromEntries(await Promise.all(entries))).toMatchInlineSnapshot(`
      {
        "sojourn": [
          "AuthError",
          "authError",
        ],
        "sojourn/client": [
          "AuthError",
          "createSessionClient",
        ],
        "sojourn/next": [
          "NextAuth",
          "default",
          "getServerSession",
          "getSessionSnapshot",
          "withAuth",
        ],
        "sojourn/node": [
          "createNodeHandler",
          "sendAnswer",
          "toEngineRequest",
          "toSessionRequest",
        ],
        "sojourn/nuxt": [
          "default",
        ],
        "sojourn/passwords": [
          "createPasswords",
          "hashPassword",
          "normalizeEmail",
          "verifyPassword",
        ],
        "sojourn/providers/credentials": [
          "credentials",
        ],
        "sojourn/providers/oidc": [
          "oidc",
        ],
        "sojourn/react": [
          "SessionContext",
          "SessionProvider",
          "getCsrfToken",
          "getProviders",
          "getSession",
          "listSessions",
          "revokeSessions",
          "signIn",
          "signOut",
          "useSession",
        ],
        "sojourn/server": [
          "createAuth",
        ],
        "sojourn/storage/memory": [
          "memoryStorage",
        ],
        "sojourn/storage/sql": [
          "sqlStorage",
        ],
        "sojourn/testing": [
          "ContractError",
          "fakeClock",
          "fakeProvider",
          "storageContract",
        ],
        "sojourn/vue": [
          "bindAuthState",
          "createAuth",
          "createAuthComposables",
          "useAuth",
          "useAuthState",
        ],
      }
    `)
  })

  it('holds the build and its sources, and neither tests nor leftovers', async () => {
    const { stdout } = await run('npm', ['pack', '--dry-run', '--json', '--ignore-scripts'], {
      cwd: packageFolder,
      shell: process.platform === 'win32',
    })
    // An array up to npm 11, an object by name from npm 12 on.
    const [pack] = Object.values(
      JSON.parse(stdout) as Record<string, { files: { path: string }[] }>,
    )
    const files = pack?.files.map(({ path }) => path) ?? []

    expect(files).toEqual(expect.arrayContaining(['LICENSE', 'package.json', 'src/index.ts']))
    expect(files.filter((path) => /\.test\.|^test\/|tsbuildinfo|\.env/.test(path))).toEqual([])
    expect(files.filter((path) => !/^(?:dist|src)\//.test(path)).toSorted()).toEqual(
      ['LICENSE', 'README.md', 'package.json'].filter((path) =>
        existsSync(join(packageFolder, path)),
      ),
    )
  })

  it('has a source for every built file, which its map finds', () => {
    const maps = readdirSync(dist, { recursive: true, encoding: 'utf8' }).filter((file) =>
      file.endsWith('.js.map'),
    )
    expect(maps).not.toEqual([])
    for (const file of maps) {
      const { sources } = JSON.parse(readFileSync(join(dist, file), 'utf8')) as {
        sources: string[]
      }
      for (const source of sources) expect(existsSync(join(dist, file, '..', source))).toBe(true)
    }
  })
})

describe('starting with sojourn/server', { timeout }, () => {
  it('loads at most 20 modules of ours', async () => {
    const loaded = (await inNode(`
      import { registerHooks } from 'node:module'
      const urls = []
      registerHooks({ load: (url, context, next) => (urls.push(url), next(url, context)) })
      await import('sojourn/server')
      console.log(JSON.stringify(urls))
    `)) as string[]
    const ours = loaded.filter((url) => url.includes('/sojourn/dist/'))
    expect(ours.some((url) => url.endsWith('/dist/server/index.js'))).toBe(true)
    expect(ours.length, ours.join('\n')).toBeLessThanOrEqual(20)
  })

  it('takes less than starting Node does', () => {
    // Pairs of starts, with and without, so that a busy machine slows both. The aim is 15 ms, which
    // the benchmark measures; this only catches a dependency that got in by mistake.
    const ratios = Array.from({ length: 11 }, () => {
      const bare = timeOf('')
      return timeOf(`import 'sojourn/server'`) / bare
    })
    const median = ratios.toSorted((a, b) => a - b)[5]
    expect(median).toBeLessThan(2)
  })

  function timeOf(code: string): number {
    const started = performance.now()
    const { status } = spawnSync(process.execPath, ['--input-type=module', '--eval', code], {
      cwd: packageFolder,
      env: { NODE_ENV: 'development', PATH: process.env.PATH ?? '' },
    })
    expect(status).toBe(0)
    return performance.now() - started
  }
})
