/**
 * One at a time: what several test files may want to make in the same folder, only one of them makes.
 *
 * Test files run in processes of their own, so they see one another by a file.
 *
 * @module
 */
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join, relative } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('../..', import.meta.url))
const locks = join(root, '.e2e', 'locks')

/** Between two looks at who is at it, in milliseconds. */
const pause = 200

/**
 * Runs a task while no other process runs one for the same folder.
 *
 * @param folder It need not be there.
 */
export async function oneAtATime<T>(folder: string, task: () => Promise<T>): Promise<T> {
  const lock = join(locks, encodeURIComponent(relative(root, folder)))
  await mkdir(locks, { recursive: true })
  while (!(await take(lock))) {
    if (!(await isHeld(lock))) await rm(lock, { force: true })
    else await sleep(pause)
  }
  try {
    return await task()
  } finally {
    await rm(lock, { force: true })
  }
}

async function take(lock: string): Promise<boolean> {
  try {
    await writeFile(lock, String(process.pid), { flag: 'wx' })
    return true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false
    throw error
  }
}

/** Whether the process that holds a lock is there: it may have been killed. */
async function isHeld(lock: string): Promise<boolean> {
  const pid = Number(await readFile(lock, 'utf8').catch(() => ''))
  // Not written yet, or gone by now.
  if (pid === 0) return true
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}
