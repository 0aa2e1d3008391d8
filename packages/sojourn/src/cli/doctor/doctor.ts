/**
 * `npx sojourn doctor`: looks at everything, changes nothing, and says what it found.
 *
 * @module
 */
import { readEnvironment } from '../../server/environment.ts'
import { hideUrl } from '../redact.ts'
import { count, paint, print, wrap } from '../terminal.ts'
import { checkAddress } from './address.ts'
import { checkConfiguration, loadConfiguration } from './configuration.ts'
import { checkDatabase } from './database.ts'
import type { Finding, Section } from './finding.ts'
import { hideVariables } from './hide-secrets.ts'
import { checkNode, checkPackages } from './packages.ts'
import { checkSecrets } from './secrets.ts'

/** What to look at. */
export interface DoctorOptions {
  /** The database; `undefined` if none was named. */
  readonly url: string | undefined
  /** The module with the configuration, if it was named. */
  readonly configFile: string | undefined
  /** Files from which variables were read. */
  readonly files: readonly string[]
}

/**
 * Looks, and prints a report.
 *
 * @returns 1 if something is wrong, else 0.
 */
export async function doctor({ url, configFile, files }: DoctorOptions): Promise<number> {
  const environment = readEnvironment()
  const node = checkNode()
  if (node.level === 'wrong') {
    show({ title: 'Node', findings: [node] })
    return 1
  }
  hideVariables(process.env)
  hideUrl(url)

  const loaded = configFile === undefined ? undefined : await loadConfiguration(configFile)
  const config = loaded?.config
  const sections: Section[] = [
    { title: 'Packages', findings: checkPackages(process.cwd()) },
    { title: 'Secret', findings: checkSecrets(config, process.env) },
    { title: 'Address', findings: checkAddress(config, environment) },
    { title: 'Database', findings: await checkDatabase(url, config) },
  ]
  if (loaded) {
    const findings = checkConfiguration(loaded, environment)
    sections.push({ title: 'Configuration', findings })
  }

  const mode = environment.production ? 'production' : 'development'
  const sources = ['the environment', ...files].join(', ')
  print(`${paint('bold', 'sojourn doctor')} ${paint('dim', `${mode}, variables from ${sources}`)}`)
  for (const section of sections) show(section)
  return summarise(sections, environment.production)
}

const marks = {
  right: paint('green', '✓'),
  warning: paint('yellow', '!'),
  wrong: paint('red', '✗'),
}

function show({ title, findings }: Section): void {
  print(`\n${paint('bold', title)}`)
  for (const [index, { level, text, mend }] of findings.entries()) {
    print(`  ${marks[level]} ${wrap(text, '    ')}`)
    // What is mended together is said once.
    if (mend && mend !== findings[index + 1]?.mend) {
      print(`    ${paint('dim', '→')} ${paint('dim', wrap(mend, '      '))}`)
    }
  }
}

function summarise(sections: readonly Section[], isProduction: boolean): number {
  const findings = sections.flatMap((section) => section.findings)
  const ofLevel = (level: Finding['level']): number =>
    findings.filter((finding) => finding.level === level).length
  const [errors, warnings] = [ofLevel('wrong'), ofLevel('warning')]
  const parts = [
    ...(errors > 0 ? [paint('red', count(errors, 'error'))] : []),
    ...(warnings > 0 ? [paint('yellow', count(warnings, 'warning'))] : []),
  ]
  print(`\n${parts.length > 0 ? parts.join(', ') : paint('green', 'All is well.')}`)
  if (!isProduction) {
    print(paint('dim', 'For what production asks: NODE_ENV=production npx sojourn doctor'))
  }
  return errors > 0 ? 1 : 0
}
