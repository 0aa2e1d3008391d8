/**
 * People with passwords on each storage, and the mails that they get.
 *
 * @module
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished } from 'vitest'
import type { AtomicStorage } from '../../../src/core/storage.ts'
import type { MailedToken, PasswordMail, Passwords } from '../../../src/passwords/index.ts'
import { createPasswords } from '../../../src/passwords/index.ts'
import { memoryStorage } from '../../../src/storage/memory.ts'
import { sqlStorage } from '../../../src/storage/sql/index.ts'
import { type FakeClock, fakeClock } from '../../../src/testing/index.ts'

export const email = 'ada@example.com'
export const password = 'open sea, quiet bay'
export const another = 'harbour at night'

/** An application that mails. */
export interface Site {
  readonly storage: AtomicStorage
  readonly passwords: Passwords
  readonly clock: FakeClock
  /** Mails, oldest first. */
  readonly mails: PasswordMail[]
  /** What was logged, as `code detail`. */
  readonly reports: string[]
  /** Waits for what goes on after answers. */
  readonly settle: () => Promise<void>
  /** The token of the last mail of a kind. */
  readonly tokenOf: (kind: MailedToken['kind']) => string
  /** Makes sending fail from now on. */
  readonly break: (error: Error) => void
}

export const storages: readonly [string, () => Promise<AtomicStorage>][] = [
  ['memory', async () => memoryStorage()],
  [
    'SQLite',
    async () => {
      const folder = mkdtempSync(join(tmpdir(), 'sojourn-passwords-'))
      const storage = sqlStorage(join(folder, 'app.db'))
      onTestFinished(async () => {
        await storage.close()
        rmSync(folder, { recursive: true, force: true })
      })
      await storage.migrate()
      return storage
    },
  ],
]

export function openSite(storage: AtomicStorage): Site {
  const clock = fakeClock()
  const mails: PasswordMail[] = []
  const reports: string[] = []
  const works: Promise<void>[] = []
  let fault: Error | undefined
  const passwords = createPasswords(storage, {
    now: clock.now,
    send: (mail) => {
      if (fault) throw fault
      mails.push(mail)
    },
    waitUntil: (work) => void works.push(work),
    logger: { error: (code, detail) => void reports.push(`${code} ${String(detail)}`) },
  })
  return {
    storage,
    passwords,
    clock,
    mails,
    reports,
    async settle() {
      for (let work = works.shift(); work !== undefined; work = works.shift()) await work
    },
    tokenOf(kind) {
      const mail = mails.findLast((sent): sent is MailedToken => sent.kind === kind)
      if (mail === undefined) throw new Error(`No mail of the kind "${kind}" was sent.`)
      return mail.token
    },
    break: (error) => (fault = error),
  }
}

/** A site with Ada, who has signed up. */
export async function siteWithAda(storage: AtomicStorage): Promise<Site & { readonly id: string }> {
  const site = openSite(storage)
  const { id } = await site.passwords.signUp({ email, password, name: 'Ada' })
  return { ...site, id }
}

export async function codeOf(work: Promise<unknown>): Promise<unknown> {
  return work.then(
    () => 'done',
    (error: unknown) => (error as { code?: unknown }).code ?? error,
  )
}

/** Asks for a reset, as the person of an address. Its token. */
export async function askForReset(site: Site, address = email): Promise<string> {
  await site.passwords.requestReset(address)
  await site.settle()
  return site.tokenOf('reset')
}

export async function beginSession(site: Site, userId: string, id: string): Promise<void> {
  const now = site.clock.now()
  const isCreated = await site.storage.createSession({
    id,
    userId,
    token: `sha256:${id}`,
    expiresAt: now + 60 * 60_000,
    signedInAt: now,
    renewedAt: now,
    idleTime: null,
    persistent: true,
    userAgent: null,
    address: null,
  })
  expect(isCreated).toBe(true)
}

/** Public ids of the sessions of a person. */
export async function sessionsOf(site: Site, userId: string): Promise<(string | null)[]> {
  const sessions = await site.storage.listSessions(userId, site.clock.now())
  return sessions.map(({ id }) => id)
}
