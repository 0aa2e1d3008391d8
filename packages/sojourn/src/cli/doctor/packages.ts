/**
 * What is installed: Node, the frameworks, and what Sojourn replaces.
 *
 * @module
 */
import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { type Finding, right, warning, wrong } from './finding.ts'
import { readPackage, recordOf, wantedBy } from '../package-json.ts'
import { isInRange } from '../version-range.ts'

/** What Sojourn replaces. */
const replaced = ['next-auth', '@sidebase/nuxt-auth']

/**
 * What works, where npm is told less: it would refuse an application of NuxtAuth's for the Next that next-auth 4.21
 * brings, and which nothing there uses.
 */
const working: Record<string, string> = { next: '^14.0.0 || ^15.0.0 || ^16.0.0' }

const own = readPackage(new URL('../../../package.json', import.meta.url))

/** Looks at the package.json of a folder and at what is installed for it. */
export function checkPackages(folder: string): readonly Finding[] {
  const node = [checkNode()]
  const application = readPackage(join(folder, 'package.json'))
  if (application === null) {
    return [
      ...node,
      warning(
        'There is no package.json here that could be read.',
        'Run this in the folder of the application.',
      ),
    ]
  }
  const wanted = wantedBy(application)
  const peers = Object.entries(recordOf(own?.['peerDependencies'])).filter(
    ([name]) => name in wanted,
  )
  return [
    ...node,
    ...peers.map(([name, range]) => checkPeer(folder, name, working[name] ?? String(range))),
    ...replaced.flatMap((name) => (name in wanted ? checkReplaced(name, wanted[name]) : [])),
  ]
}

/** Looks at the version of Node. Where it is too old, nothing else can be looked at. */
export function checkNode(): Finding {
  const { node } = process.versions
  const range = recordOf(own?.['engines'])['node']
  return isInRange(node, String(range))
    ? right(`Node ${node}`)
    : wrong(`Node ${node} is too old.`, `Install Node ${String(range).replace('>=', '')} or later.`)
}

function checkPeer(folder: string, name: string, range: string): Finding {
  const version = installedVersion(folder, name)
  if (version === undefined) {
    return warning(`${name} is in package.json, but not installed.`, 'npm install')
  }
  return isInRange(version, range)
    ? right(`${name} ${version}`)
    : wrong(
        `${name} ${version} does not fit: Sojourn works with ${range.replaceAll('||', 'or')}.`,
        `npm install ${name}@${range.split('||').at(-1)?.trim()}`,
      )
}

function checkReplaced(name: string, specifier: unknown): readonly Finding[] {
  // One that is an alias is Sojourn under that name.
  if (String(specifier).startsWith('npm:@sojourn/')) return []
  return [
    warning(
      `${name} is still installed beside Sojourn.`,
      `Once nothing imports it any more: npm uninstall ${name}`,
    ),
  ]
}

/** The version of a package, as a module of the folder would find it. */
export function installedVersion(folder: string, name: string): string | undefined {
  for (let from = folder; ; from = dirname(from)) {
    const file = join(from, 'node_modules', name, 'package.json')
    if (existsSync(file)) return String(readPackage(file)?.['version'])
    if (from === dirname(from)) return undefined
  }
}
