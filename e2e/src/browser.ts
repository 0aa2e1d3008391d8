/**
 * Finds a Chromium to test with, or gets one.
 *
 * A machine may have a browser, or Playwright's own, or none and no rights to install any. So the
 * search goes from what somebody asked for, over what is there, to what can be had: first the build
 * that came with `npm install` (no rights, no network), then the system's packages, then a download.
 *
 * Nothing is believed: a browser counts when it has started and run a line of script. Launching it
 * for the tests is left to them, since some need Playwright's contexts and some a bare DevTools port.
 *
 * @module
 */
import { execFile } from 'node:child_process'
import { access, chmod, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { delimiter, dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { chromium } from 'playwright-core'

/** A browser that has been seen to start. */
export interface Browser {
  /** Absolute path. Needs no environment of its own. */
  executablePath: string
  /** Flags to start it with: quiet, offline, and fit for containers. */
  args: string[]
}

interface Source {
  name: string
  /** Candidate paths, best first. Throws where this source has nothing to offer. */
  find: () => Promise<string[]>
  /** Whether a failure here ends the search, because somebody asked for just this one. */
  final?: boolean
}

const run = promisify(execFile)
const require = createRequire(import.meta.url)
const cache = fileURLToPath(new URL('../../.cache/', import.meta.url))

const args = [
  // Pages come from this repository only, and containers rarely allow what the sandbox needs.
  ...(process.platform === 'linux' ? ['--no-sandbox', '--disable-dev-shm-usage'] : []),
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-gpu',
  '--disable-quic',
  '--disable-sync',
  '--no-default-browser-check',
  '--no-first-run',
]

const minute = 60_000

let found: Promise<Browser> | undefined

/**
 * The browser of this machine, found once per process.
 *
 * `$AUTH_CHROMIUM` or `$CHROME_PATH` names one outright; then no other is tried.
 *
 * @throws {Error} If none starts. The message lists everything that was tried, and why it failed.
 */
export function findBrowser(): Promise<Browser> {
  found ??= search()
  return found
}

async function search(): Promise<Browser> {
  const tried: string[] = []
  for (const source of sources()) {
    try {
      for (const executablePath of await source.find()) {
        const complaint = await tryBrowser(executablePath)
        if (complaint === null) return { executablePath, args }
        tried.push(`${source.name}: ${executablePath}: ${complaint}`)
      }
    } catch (error) {
      tried.push(`${source.name}: ${gist(error)}`)
    }
    if (source.final) break
  }
  throw new Error(
    `No Chromium could be started. Install one, or set AUTH_CHROMIUM to its path. Tried:\n${tried.map((line) => `  - ${line}`).join('\n')}`,
  )
}

function sources(): Source[] {
  const asked = process.env.AUTH_CHROMIUM || process.env.CHROME_PATH
  if (asked) return [{ name: 'environment', find: () => existing([asked]), final: true }]
  return [
    { name: 'Playwright', find: () => existing([chromium.executablePath()]) },
    { name: 'PATH', find: () => existing(pathCandidates()) },
    { name: 'applications', find: () => existing(applicationPaths()) },
    { name: 'npm package', find: unpackShipped },
    { name: 'apt-get', find: installWithApt },
    { name: 'playwright install', find: downloadWithPlaywright },
  ]
}

/** Says why a browser is unusable, or `null`. */
async function tryBrowser(executablePath: string): Promise<string | null> {
  try {
    const browser = await chromium.launch({ executablePath, args, timeout: minute / 2 })
    try {
      const page = await browser.newPage()
      await page.setContent('<p>ready</p>')
      const text = await page.textContent('p')
      return text === 'ready' ? null : 'starts, but shows no page'
    } finally {
      await browser.close()
    }
  } catch (error) {
    return gist(error)
  }
}

function pathCandidates(): string[] {
  const names = [
    'chromium',
    'chromium-browser',
    'google-chrome',
    'google-chrome-stable',
    'microsoft-edge',
    'msedge',
  ]
  const suffix = process.platform === 'win32' ? '.exe' : ''
  const folders = (process.env.PATH ?? '').split(delimiter).filter(Boolean)
  return names.flatMap((name) => folders.map((folder) => join(folder, name + suffix)))
}

function applicationPaths(): string[] {
  if (process.platform === 'darwin') {
    return ['Google Chrome', 'Chromium', 'Microsoft Edge'].flatMap((name) =>
      ['/Applications', join(process.env.HOME ?? '/', 'Applications')].map((folder) =>
        join(folder, `${name}.app`, 'Contents', 'MacOS', name),
      ),
    )
  }
  if (process.platform === 'win32') {
    const { LOCALAPPDATA, PROGRAMFILES } = process.env
    const folders = [PROGRAMFILES, process.env['PROGRAMFILES(X86)'], LOCALAPPDATA]
    return ['Google\\Chrome\\Application\\chrome.exe', 'Microsoft\\Edge\\Application\\msedge.exe']
      .flatMap((path) => folders.map((folder) => (folder ? join(folder, path) : '')))
      .filter(Boolean)
  }
  return []
}

/** Those of the paths that exist. */
async function existing(paths: string[]): Promise<string[]> {
  const present = await Promise.all(paths.map(isThere))
  const kept = paths.filter((_, index) => present[index])
  if (kept.length === 0) throw new Error(paths.length === 1 ? `no ${paths[0]}` : 'none')
  return kept
}

async function isThere(path: string): Promise<boolean> {
  try {
    await access(path)
    return true
  } catch {
    return false
  }
}

/**
 * Unpacks the Chromium that npm has installed (x64 Linux). It is built for a bare machine and brings
 * the libraries (NSS) and fonts that such a machine may lack, which are used only where they do.
 */
async function unpackShipped(): Promise<string[]> {
  if (process.platform !== 'linux' || process.arch !== 'x64') {
    throw new Error('is for x64 Linux only')
  }
  const entry = require.resolve('@sparticuz/chromium')
  const packageFolder = dirname(dirname(entry))
  const { version } = JSON.parse(await readFile(join(packageFolder, 'package.json'), 'utf8')) as {
    version: string
  }
  const folder = join(cache, `chromium-${version}`)
  const starter = join(folder, 'start.sh')
  if (await isThere(starter)) return [starter]

  // The package unpacks into the temporary directory, and trusts whatever it finds there. So it gets
  // one of its own, which takes its final name when everything is in it.
  const unpacked = `${folder}.${process.pid}`
  await rm(unpacked, { recursive: true, force: true })
  await mkdir(unpacked, { recursive: true })
  const script = `
    const { default: chromium, inflate } = await import(${JSON.stringify(entry)})
    await chromium.executablePath()
    await inflate(${JSON.stringify(join(packageFolder, 'bin', 'al2023.tar.br'))})
  `
  await run(process.execPath, ['--input-type=module', '--eval', script], {
    env: { ...process.env, TMPDIR: unpacked },
    timeout: 2 * minute,
  })
  await writeFile(
    join(unpacked, 'start.sh'),
    [
      '#!/bin/sh',
      'here=$(dirname "$0")',
      'if ldd "$here/chromium" 2>&1 | grep -q "not found"; then',
      '  export LD_LIBRARY_PATH="$here/al2023/lib"',
      'fi',
      '[ -e /etc/fonts/fonts.conf ] || export FONTCONFIG_PATH="$here/fonts"',
      'exec "$here/chromium" "$@"',
      '',
    ].join('\n'),
  )
  await chmod(join(unpacked, 'start.sh'), 0o755)
  await rm(folder, { recursive: true, force: true })
  await rename(unpacked, folder)
  return [starter]
}

async function installWithApt(): Promise<string[]> {
  if (process.getuid?.() !== 0) throw new Error('needs root')
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
  await run('apt-get', ['update', '--quiet'], { env, timeout: 3 * minute })
  await run('apt-get', ['install', '--yes', '--no-install-recommends', 'chromium'], {
    env,
    timeout: 10 * minute,
  })
  return existing(['/usr/bin/chromium'])
}

async function downloadWithPlaywright(): Promise<string[]> {
  const cli = join(dirname(require.resolve('playwright-core/package.json')), 'cli.js')
  await run(process.execPath, [cli, 'install', 'chromium'], { timeout: 10 * minute })
  return existing([chromium.executablePath()])
}

/** What a person should read of an error: what the browser itself complained about, or the first line. */
function gist(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error)
  const [first = text, ...rest] = text.split('\n')
  const own = rest.find((line) => line.includes('[err]') || /^(?:E:|Error:)/.test(line))
  return own?.replace(/^.*\[err\]\s*/, '').trim() ?? first
}
