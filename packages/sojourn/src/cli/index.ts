#!/usr/bin/env node
/**
 * The command: `npx sojourn secret | migrate | doctor | help`.
 *
 * @module
 */
import { runCommand } from './run-command.ts'

// Node's warnings are about how it loads modules, and would stand in the middle of a report.
process.removeAllListeners('warning')
const exitCode = await runCommand(process.argv.slice(2))
// A configuration that was looked at may hold connections open. What was written goes out first.
process.stderr.write('', () => process.stdout.write('', () => process.exit(exitCode)))
