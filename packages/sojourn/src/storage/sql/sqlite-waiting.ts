/**
 * How to wait while another process writes to a SQLite database.
 *
 * At first SQLite itself waits on the spot, for a moment. Who still waits then stands in a line, whose
 * head tries from time to time and never on the spot, so that this process serves others meanwhile,
 * however many wait.
 *
 * @module
 */
import type { DatabaseSync } from 'node:sqlite'
import { sleep } from './sleep.ts'

const busyTimeout = 5000
const busyPause = 5
const busy = 5

/** The extended result code of an error of SQLite; 0 for any other. */
export function errorCode(error: unknown): number {
  return error instanceof Error && 'errcode' in error ? Number(error.errcode) : 0
}

/** The primary result code, which is the low byte. */
export function primaryCode(error: unknown): number {
  return errorCode(error) % 256
}

/**
 * Tries until the database is free.
 *
 * @param patience Milliseconds after which it gives up.
 */
export async function patiently<T>(patience: number, attempt: () => T): Promise<T> {
  const end = performance.now() + patience
  for (;;) {
    try {
      return attempt()
    } catch (error) {
      if (primaryCode(error) !== busy || performance.now() > end) throw error
    }
    await sleep(busyPause)
  }
}

/** Tries without waiting on the spot. Nobody else sees the setting, which is theirs again at the end. */
export function atOnce<T>(connection: DatabaseSync, attempt: () => T): T {
  const timeout = Number(connection.prepare('pragma busy_timeout').get()?.['timeout'] ?? 0)
  connection.exec('pragma busy_timeout = 0')
  try {
    return attempt()
  } finally {
    connection.exec(`pragma busy_timeout = ${timeout}`)
  }
}

/**
 * Makes what runs at once where the database is free, and else in a line of all that wait. Reads find it
 * free while another process writes.
 */
export function waitingLine(connection: DatabaseSync): <T>(attempt: () => T) => Promise<T> {
  let waiting = 0
  let last: Promise<void> = Promise.resolve()

  return async (attempt) => {
    const end = performance.now() + busyTimeout
    try {
      return waiting === 0 ? attempt() : atOnce(connection, attempt)
    } catch (error) {
      if (primaryCode(error) !== busy) throw error
    }
    let leave = (): void => undefined
    const before = last
    last = new Promise((resolve) => (leave = resolve))
    waiting += 1
    try {
      // Who came before gives up before.
      await before
      for (;;) {
        try {
          return atOnce(connection, attempt)
        } catch (error) {
          if (primaryCode(error) !== busy || performance.now() > end) throw error
        }
        await sleep(busyPause)
      }
    } finally {
      waiting -= 1
      leave()
    }
  }
}
