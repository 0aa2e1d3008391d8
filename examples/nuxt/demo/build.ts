/**
 * Builds the application, unless the last build was of the same sources.
 *
 * @module
 */
import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { readFile, readdir, stat, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { endWithUs } from './end-with-us.ts'

/** What the result depends on, from the folder of the example. */
const sources = ['app', 'server', 'shared', 'public', 'nuxt.config.ts', 'package.json']

/** Where the hash of the sources is kept: beside the result, so that both go together. */
const stampFile = 'sources.sha256'

/**
 * Says whether a build is needed.
 *
 * @param root Folder of the example.
 * @returns What to pass to {@link build}; `undefined` if the last build still holds.
 */
export async function changedSources(root: string): Promise<string | undefined> {
  const hash = await hashSources(root)
  const output = join(root, '.output')
  const stamp = await readFile(join(output, stampFile), 'utf8').catch(() => '')
  const built = existsSync(join(output, 'server', 'index.mjs'))
  return built && stamp === hash ? undefined : hash
}

/**
 * Builds into `.output`.
 *
 * @param root Folder of the example.
 * @param hash What {@link changedSources} returned.
 * @throws {Error} With the output of the build, if it failed.
 */
export async function build(root: string, hash: string): Promise<void> {
  const child = spawn(process.execPath, [nuxtBinary(root), 'build'], {
    cwd: root,
    env: { ...process.env, NODE_ENV: 'production', NUXT_TELEMETRY_DISABLED: '1' },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  endWithUs(child)
  let output = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => (output += text))
  }
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject)
    child.once('close', resolve)
  })
  if (code !== 0) throw new Error(`The build failed.\n\n${output.trim()}`)
  await writeFile(join(root, '.output', stampFile), hash)
}

/** The file to run for `nuxi`. */
export function nuxtBinary(root: string): string {
  return join(
    createRequire(join(root, 'package.json')).resolve('nuxt/package.json'),
    '../bin/nuxt.mjs',
  )
}

async function hashSources(root: string): Promise<string> {
  const require = createRequire(join(root, 'package.json'))
  const sojourn = join(require.resolve('sojourn/package.json'), '..')
  const dist = join(sojourn, 'dist')
  if (!existsSync(dist)) {
    throw new Error('The package `sojourn` is not built. Run `npm start` at the root instead.')
  }

  const hash = createHash('sha256').update(process.version)
  hash.update(await readFile(require.resolve('nuxt/package.json')))
  for (const path of [...sources.map((source) => join(root, source)), dist]) {
    for (const file of await filesIn(path)) {
      // The lengths keep two files apart from one that holds both.
      const content = await readFile(file)
      hash.update(`${file.slice(path.length)}\n${content.length}\n`).update(content)
    }
  }
  return hash.digest('hex')
}

/** Every file below a path, or the path itself, in a stable order. */
async function filesIn(path: string): Promise<string[]> {
  const stats = await stat(path).catch(() => undefined)
  if (!stats) return []
  if (stats.isFile()) return [path]
  const entries = await readdir(path, { recursive: true, withFileTypes: true })
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .toSorted()
}
