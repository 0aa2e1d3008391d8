/**
 * Which command was meant, and with which options.
 *
 * @module
 */
import { parseArgs, type ParseArgsConfig } from 'node:util'
import { databaseUrl } from './database-url.ts'
import { doctor } from './doctor/doctor.ts'
import { readEnvironmentFiles } from './environment-files.ts'
import { helpText } from './help.ts'
import { migrate } from './migrate.ts'
import { hideUrl, redact } from './redact.ts'
import { printSecret } from './secret.ts'
import { complain, paint, print } from './terminal.ts'

/**
 * Runs a command.
 *
 * @param args What stands behind `sojourn`.
 * @returns The exit code: 0 if all is well, else 1.
 */
export async function runCommand(args: readonly string[]): Promise<number> {
  const [command = 'help', ...rest] = args
  // What stands in the wrong place is named in the answer.
  for (const arg of args) hideUrl(arg)
  try {
    return await dispatch(command, rest)
  } catch (error) {
    if (!isMisuse(error)) throw error
    // Node's own message goes on with advice about arguments that nobody here needs.
    const [what = ''] = redact(error.message).split('. ', 1)
    complain(`${paint('red', '✗')} ${what}.\n  ${paint('dim', 'npx sojourn help')}`)
    return 1
  }
}

async function dispatch(command: string, args: string[]): Promise<number> {
  switch (command) {
    case 'secret': {
      if (options(args, {})['help']) return showHelp()
      return printSecret()
    }
    case 'migrate': {
      const {
        help,
        database,
        'dry-run': isDryRun,
        yes,
      } = options(args, {
        database: { type: 'string' },
        'dry-run': { type: 'boolean' },
        yes: { type: 'boolean', short: 'y' },
      })
      if (help) return showHelp()
      readEnvironmentFiles()
      return migrate({
        url: databaseUrl(database),
        isNamed: textOf(database) !== undefined,
        isDryRun: isDryRun === true,
        isConfirmed: yes === true,
      })
    }
    case 'doctor': {
      const { help, database, config } = options(args, {
        database: { type: 'string' },
        config: { type: 'string' },
      })
      if (help) return showHelp()
      const files = readEnvironmentFiles()
      return doctor({ url: databaseUrl(database), configFile: textOf(config), files })
    }
    case 'help':
    case '--help':
    case '-h':
      return showHelp()
    default:
      complain(`${paint('red', '✗')} There is no command "${redact(command)}".\n`)
      complain(helpText())
      return 1
  }
}

function options(
  args: string[],
  known: NonNullable<ParseArgsConfig['options']>,
): Record<string, unknown> {
  const help = { type: 'boolean', short: 'h' } as const
  return parseArgs({ args, options: { ...known, help }, strict: true }).values
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined
}

function isMisuse(error: unknown): error is Error {
  const { code } = error as { code?: unknown }
  return error instanceof Error && String(code).startsWith('ERR_PARSE_ARGS')
}

function showHelp(): number {
  print(helpText())
  return 0
}
