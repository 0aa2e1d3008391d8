/**
 * Builds an application, also only when the last build was not of the same sources.
 *
 * @module
 */
import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { readFile, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import type { Application } from './application.ts'
import { endWithUs } from './end-with-us.ts'
import { frameworkOf, frameworkPackage } from './framework.ts'
import { hashFiles } from './hash-files.ts'

/** Where the hash of the sources is kept: beside the result, so that both go together. */
const stampFile = 'sources.sha256'

/**
 * Builds what is in a folder.
 *
 * @throws {Error} With everything that the build wrote, if it failed.
 */
export async function build(folder: string): Promise<void> {
  const framework = frameworkOf(folder)
  const child = spawn(process.execPath, framework.build(folder), {
    cwd: folder,
    env: { ...process.env, NODE_ENV: 'production', ...framework.environment },
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
  if (code !== 0) throw new Error(`The build in ${folder} failed.\n\n${output.trim()}`)
}

/**
 * Says whether a demo must be built.
 *
 * @returns What to pass to {@link buildAgain}; `undefined` if the last build still holds.
 */
export async function changedSources(application: Application): Promise<string | undefined> {
  const { root } = application
  const { output, finished } = frameworkOf(root)
  const hash = await hashSources(application)
  const stamp = await readFile(join(root, output, stampFile), 'utf8').catch(() => '')
  return stamp === hash && existsSync(join(root, output, finished)) ? undefined : hash
}

/**
 * Builds a demo and notes of which sources.
 *
 * @param hash What {@link changedSources} returned.
 */
export async function buildAgain({ root }: Application, hash: string): Promise<void> {
  await build(root)
  await writeFile(join(root, frameworkOf(root).output, stampFile), hash)
}

async function hashSources({ root, sources }: Application): Promise<string> {
  const { resolve } = createRequire(join(root, 'package.json'))
  const dist = join(resolve('sojourn/package.json'), '..', 'dist')
  if (!existsSync(dist)) {
    throw new Error('The package `sojourn` is not built. Run `npm start` at the root instead.')
  }
  return hashFiles([
    frameworkPackage(root),
    ...sources.map((source) => join(root, source)),
    import.meta.dirname,
    dist,
  ])
}
