/**
 * Installs what a script of this repository needs, and only when it is not there yet.
 *
 * Runs before `npm start` and `npm test`, so it must work before anything is installed: plain
 * JavaScript, no dependencies, Node 20 or newer. That Node only bootstraps. The repository pins its
 * own as the package `node`; npm puts it first on the PATH of every script that runs afterwards.
 *
 *     node scripts/setup.mjs          everything that the checks need
 *     node scripts/setup.mjs demo     only what the demos need: neither linters, browsers nor peers
 *
 * @module
 */
import { spawn, spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** The oldest Node that can run this file and the npm that comes with it. */
const bootstrapMajor = 20
/** The oldest Node that can stand in for the pinned one: it runs TypeScript, and Nuxt accepts it. */
const standIn = [22, 19]

const scopes = {
  all: { label: 'everything', args: ['--include=dev'] },
  demo: {
    label: 'what the demos need',
    args: [
      '--omit=dev',
      '--include-workspace-root',
      ...[
        'packages/sojourn',
        'examples/identity-provider',
        'examples/demo',
        'examples/nuxt',
        'examples/nuxt-tokens',
        'examples/vue',
        'examples/next',
      ].flatMap((path) => ['--workspace', path]),
    ],
  },
}

const root = fileURLToPath(new URL('..', import.meta.url))
const stampFile = join(root, 'node_modules', '.setup-stamp')

await setUp()

async function setUp() {
  const [major] = versionOf(process.version)
  if (major < bootstrapMajor) {
    fail(
      `Node ${process.version} is too old. Install Node ${bootstrapMajor} or newer; the rest, also a newer Node, is installed from here.`,
    )
  }
  const scope = process.argv[2] ?? 'all'
  if (!Object.hasOwn(scopes, scope)) {
    fail(`There is no scope "${scope}". Use one of: ${Object.keys(scopes).join(', ')}.`)
  }

  const lock = createHash('sha256')
    .update(readFileSync(join(root, 'package-lock.json')))
    .digest('hex')
  const installed = readStamp(lock)
  if (installed !== 'all' && installed !== scope) await install(scope, installed, lock)
  const version = usableNode()
  if (installed === null) console.log(`setup: scripts run on Node ${version}`)
}

/**
 * Which scope is installed for this very lockfile, or `null`.
 *
 * @param {string} lock
 */
function readStamp(lock) {
  if (!existsSync(stampFile)) return null
  const [hash, scope] = readFileSync(stampFile, 'utf8').split(' ')
  return hash === lock && Object.hasOwn(scopes, scope) ? scope : null
}

/**
 * @param {keyof typeof scopes} scope
 * @param {string | null} installed
 * @param {string} lock
 */
async function install(scope, installed, lock) {
  // A clean install empties node_modules first. Not over the demo's own: it may be running.
  const command = installed === null ? ['ci'] : ['install', '--no-save']
  const { label, args } = scopes[scope]
  const started = Date.now()
  const seconds = () => `${Math.round((Date.now() - started) / 1000)} s`

  console.log(`setup: installing ${label} (a minute or two the first time)`)
  // What breaks off in the middle is not installed.
  rmSync(stampFile, { force: true })
  const progress = setInterval(() => console.log(`setup: installing, ${seconds()}`), 10_000)
  const { code, output } = await runNpm([...command, ...args, '--no-audit', '--no-fund'])
  clearInterval(progress)

  if (code !== 0) {
    console.error(output.filter((line) => !isEngineNoise(line)).join('\n'))
    fail(`npm ${command.join(' ')} failed after ${seconds()}. Its output is above.`)
  }
  writeFileSync(stampFile, `${lock} ${scope}`)
  console.log(`setup: installed in ${seconds()}`)
}

/** npm's remarks about packages that want a newer Node than npm's own. They will run on the pinned one. */
function isEngineNoise(line) {
  return /^npm warn EBADENGINE/i.test(line)
}

function runNpm(args) {
  // Under `npm run`, the very npm that started us, on its own Node: the pinned one may be replaced now.
  const { npm_execpath: cli, npm_node_execpath: node } = process.env
  const child = cli?.endsWith('.js')
    ? spawn(node ?? process.execPath, [cli, ...args], {
        cwd: root,
        stdio: ['ignore', 'pipe', 'pipe'],
      })
    : spawn(process.platform === 'win32' ? 'npm.cmd' : 'npm', args, {
        cwd: root,
        stdio: ['ignore', 'pipe', 'pipe'],
        shell: process.platform === 'win32',
      })
  let text = ''
  child.stdout.on('data', (chunk) => (text += chunk))
  child.stderr.on('data', (chunk) => (text += chunk))
  return new Promise((resolve) => {
    child.on('error', (error) => resolve({ code: 1, output: [String(error)] }))
    child.on('close', (code) => resolve({ code, output: text.split('\n') }))
  })
}

/**
 * The version that scripts will run on. The pinned one can be missing: it is an optional dependency,
 * because not every platform has it, and an npm that was told to run no install scripts skips it.
 */
function usableNode() {
  const { optionalDependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
  const pinned = versionOf(nodeVersion(join(root, 'node_modules', '.bin', 'node')))
  if (pinned[0] === versionOf(optionalDependencies.node)[0]) return pinned.join('.')

  const own = versionOf(nodeVersion('node'))
  if (own[0] > standIn[0] || (own[0] === standIn[0] && own[1] >= standIn[1])) return own.join('.')
  return fail(
    `The pinned Node ${optionalDependencies.node} could not be installed here, and the system's is ${own.join('.') || 'missing'}. Install Node ${standIn.join('.')} or newer, or let npm run the install script of the package "node".`,
  )
}

function nodeVersion(command) {
  const { stdout } = spawnSync(command, ['--version'], {
    encoding: 'utf8',
    shell: process.platform === 'win32',
  })
  return stdout ?? ''
}

/** `v24.21.0` → `[24, 21, 0]`; no version → `[]`. */
function versionOf(text) {
  const match = /^v?(\d+)\.(\d+)\.(\d+)/.exec(text.trim())
  return match ? match.slice(1).map(Number) : []
}

/**
 * @param {string} message
 * @returns {never}
 */
function fail(message) {
  console.error(`setup: ${message}`)
  process.exit(1)
}
