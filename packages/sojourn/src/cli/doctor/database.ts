/**
 * The database: the one that was named, else the one of the configuration.
 *
 * @module
 */
import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import { isRecord } from '../../core/protocol.ts'
import type { AuthConfig } from '../../server/config.ts'
import type { SchemaProblem, SchemaReport, SqlStorage } from '../../storage/sql/index.ts'
import { databaseName, sqliteFile } from '../database-url.ts'
import { explain, inTime, messageOf, withDatabase } from '../open-database.ts'
import { prismaFile } from '../prisma-file.ts'
import { redact } from '../redact.ts'
import { type Finding, right, warning, wrong } from './finding.ts'

/** Looks at the database. Reads only; it counts rows, so it takes its time on a large one. */
export async function checkDatabase(
  url: string | undefined,
  config: AuthConfig | undefined,
): Promise<readonly Finding[]> {
  if (url !== undefined) return checkAt(url, databaseName(url))
  const storage = storageOf(config)
  if (storage === undefined) {
    return [right('None is named: AUTH_DATABASE_URL and DATABASE_URL are not set.')]
  }
  const name = 'The storage of the configuration'
  // A storage opens its file to write, and makes it: here it is opened by others, to be read.
  if (storage.file !== undefined) return checkAt(`file:${resolve(storage.file)}`, name)
  try {
    return await examine(storage, name)
  } catch (error) {
    const { text, mend } = explain(error)
    return [wrong(text, mend)]
  }
}

async function checkAt(url: string, name: string): Promise<readonly Finding[]> {
  const file = sqliteFile(url)
  if (file !== undefined && !existsSync(file)) return [notThere(file)]
  const outcome = await withDatabase(url, 'read', async (storage) => examine(storage, name))
  return 'result' in outcome ? outcome.result : [wrong(outcome.trouble.text, outcome.trouble.mend)]
}

function notThere(file: string): Finding {
  const ofPrisma = prismaFile(file)
  return ofPrisma === undefined
    ? wrong(`${file} is not there.`, 'Make it: npx sojourn migrate')
    : wrong(
        `${file} is not there, but ${ofPrisma} is: Prisma reads this address from the folder of schema.prisma.`,
        `Set AUTH_DATABASE_URL to file:./${ofPrisma}.`,
      )
}

function storageOf(config: AuthConfig | undefined): SqlStorage | undefined {
  const storage: unknown = config?.adapter
  const isSql = isRecord(storage) && 'inspect' in storage && 'plan' in storage
  return isSql ? (storage as unknown as SqlStorage) : undefined
}

async function examine(storage: SqlStorage, name: string): Promise<readonly Finding[]> {
  const report = await inTime(storage.inspect())
  const answers = right(`${name} answers: ${productOf(report)}.`)
  const problems = report.problems.map(toFinding)
  if (problems.some(({ level }) => level === 'wrong')) return [answers, ...problems]
  return [answers, ...(await checkPlan(storage)), ...problems]
}

function productOf({ dialect, serverVersion }: SchemaReport): string {
  return `${dialect === 'sqlite' ? 'SQLite' : 'PostgreSQL'} ${serverVersion}`
}

/** What a migration adds, or takes away from its way, has to be done; with the rest one can live. */
function toFinding({ problem, mend }: SchemaProblem): Finding {
  return mend.includes('sojourn migrate') ? wrong(problem, mend) : warning(problem, mend)
}

async function checkPlan(storage: SqlStorage): Promise<readonly Finding[]> {
  try {
    const steps = await inTime(storage.plan())
    if (steps.length === 0) return [right('It has all that is needed.')]
    const purposes = steps.map(({ purpose }) => purpose).join(' ')
    return [wrong(`It lacks something. ${purposes}`, 'npx sojourn migrate')]
  } catch (error) {
    return [wrong(redact(messageOf(error)), 'Then: npx sojourn migrate')]
  }
}
