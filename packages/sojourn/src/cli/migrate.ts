/**
 * `npx sojourn migrate`: shows what the database lacks, asks, and adds it.
 *
 * @module
 */
import { existsSync } from 'node:fs'
import type { MigrationStep, SqlStorage } from '../storage/sql/index.ts'
import { databaseName, sqliteFile } from './database-url.ts'
import { inTime, withDatabase } from './open-database.ts'
import { prismaFile } from './prisma-file.ts'
import { hideUrl } from './redact.ts'
import { layOut } from './lay-out.ts'
import {
  complain,
  confirm,
  count,
  isInteractive,
  paint,
  print,
  printDone,
  showProgress,
  wrap,
} from './terminal.ts'
import type { Trouble } from './trouble.ts'

const memory = ':memory:'

/** What to do. */
export interface MigrateOptions {
  /** The database; `undefined` if none was named. */
  readonly url: string | undefined
  /** Whether the option named it, and not a variable that others read, too. */
  readonly isNamed: boolean
  /** Only show. */
  readonly isDryRun: boolean
  /** Do not ask. */
  readonly isConfirmed: boolean
}

/**
 * Migrates.
 *
 * @returns 0 if nothing is left to do or this was a dry run, else 1.
 */
export async function migrate({
  url,
  isNamed,
  isDryRun,
  isConfirmed,
}: MigrateOptions): Promise<number> {
  if (url === undefined) {
    return refuse({
      text: 'No database is named.',
      mend: 'Set AUTH_DATABASE_URL, or write --database file:data.db or --database postgresql://…',
    })
  }
  hideUrl(url)
  // Opening a file makes it. What a new one lacks is known from one in memory.
  const file = sqliteFile(url)
  const isNew = file !== undefined && !existsSync(file)
  const ofPrisma = isNew && !isNamed ? prismaFile(file) : undefined
  if (ofPrisma !== undefined) {
    return refuse({
      text: `${file} is not there, but ${ofPrisma} is: Prisma reads this address from the folder of schema.prisma.`,
      mend: `For that one, write --database file:./${ofPrisma} or set AUTH_DATABASE_URL to it. For a new one, write --database ${url}`,
    })
  }
  const planned = await withDatabase(isNew ? memory : url, 'read', async (storage) =>
    inTime(storage.plan()),
  )
  if ('trouble' in planned) return refuse(planned.trouble)
  const steps = planned.result

  print(`${paint('bold', databaseName(url))}${isNew ? ' (a new file)' : ''}\n`)
  if (steps.length === 0) {
    print(`${paint('green', '✓')} Nothing to do: the database has all that is needed.`)
    return 0
  }
  show(steps)
  if (isDryRun) {
    print(`${count(steps.length, 'step')}. Nothing was changed: this was a dry run.`)
    return 0
  }
  if (!(await isAllowed(steps.length, isConfirmed))) return 1
  const applied = await withDatabase(url, 'write', apply)
  return 'trouble' in applied ? refuse(applied.trouble) : 0
}

function show(steps: readonly MigrationStep[]): void {
  for (const [index, { purpose, sql }] of steps.entries()) {
    const number = `${index + 1}. `
    print(paint('bold', `${number}${wrap(purpose, ' '.repeat(number.length))}`))
    print(`${layOut(sql).replaceAll(/^/gm, '   ')};\n`)
  }
}

async function isAllowed(steps: number, isConfirmed: boolean): Promise<boolean> {
  if (isConfirmed) return true
  if (!isInteractive) {
    refuse({
      text: 'Nothing was changed: nobody is here to ask.',
      mend: 'To apply this: npx sojourn migrate --yes',
    })
    return false
  }
  const isAllowed = await confirm(`Apply ${count(steps, 'step')}?`)
  if (!isAllowed) print('Nothing was changed.')
  return isAllowed
}

async function apply(storage: SqlStorage): Promise<void> {
  const startedAt = performance.now()
  let current: { text: string; startedAt: number } | undefined
  const finish = (mark: string): void => {
    if (current) printDone(`${mark} ${current.text} ${since(current.startedAt)}`)
  }
  let done = 0
  try {
    await storage.migrate((step, index, total) => {
      finish(paint('green', '✓'))
      done = total
      const text = `${paint('dim', `${index + 1} of ${total}`)}  ${step.purpose}`
      current = { text, startedAt: performance.now() }
      showProgress(`… ${text}`)
    })
  } catch (error) {
    finish(paint('red', '✗'))
    throw error
  }
  finish(paint('green', '✓'))
  if (done === 0) return print('Nothing is left to do: another process was faster.')
  print(`\n${paint('green', '✓')} ${count(done, 'step')} applied ${since(startedAt)}`)
}

function since(startedAt: number): string {
  return paint('dim', `(${((performance.now() - startedAt) / 1000).toFixed(1)} s)`)
}

function refuse({ text, mend }: Trouble): number {
  complain(`${paint('red', '✗')} ${wrap(text, '  ')}\n  ${paint('dim', '→')} ${wrap(mend, '    ')}`)
  return 1
}
