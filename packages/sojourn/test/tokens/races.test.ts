import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { createInterface } from 'node:readline'
import { setTimeout } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { useDatabases } from '../storage/sql/support/databases.ts'
import type { Fault, RaceOrder, RaceReport } from './support/racer.ts'
import { openSite, openStorage, pairOf, secret } from './support/site.ts'

const races = process.env['SOJOURN_FULL'] ? 1000 : 100
const signOuts = process.env['SOJOURN_FULL'] ? 1000 : 40
const processes = 4
const callers = 20
const databases = useDatabases()
vi.setConfig({ testTimeout: process.env['SOJOURN_FULL'] ? 1_800_000 : 120_000 })

const program = fileURLToPath(new URL('support/racer.ts', import.meta.url))

/** A process that races. */
interface Racer {
  /** What it reports; `null` if it was killed. */
  readonly run: (order: RaceOrder) => Promise<RaceReport | null>
  readonly child: ChildProcess
}

function startRacer(address: string, fault?: Fault): Racer {
  const child = spawn(process.execPath, [program, address, secret, ...(fault ? [fault] : [])])
  const closed = once(child, 'close')
  const lines = createInterface({ input: child.stdout })
  let complaint = ''
  child.stderr.setEncoding('utf8').on('data', (part: string) => (complaint += part))
  child.stdin.on('error', () => undefined)
  onTestFinished(() => void child.kill('SIGKILL'))
  return {
    child,
    async run(order) {
      child.stdin.write(`${JSON.stringify(order)}\n`)
      const answer = await Promise.race([once(lines, 'line'), closed.then(() => null)])
      if (answer === null && fault !== 'killed') {
        throw new Error(`The process has ended: ${complaint}`)
      }
      return answer === null ? null : (JSON.parse(String(answer[0])) as RaceReport)
    },
  }
}

/** Waits until a process has stopped itself. */
async function stopped({ child }: Racer): Promise<void> {
  await expect
    .poll(() => readFileSync(`/proc/${child.pid}/stat`, 'utf8').split(') ')[1]?.[0], {
      timeout: 10_000,
    })
    .toBe('T')
}

describe.each(['sqlite', 'postgresql'] as const)(
  'several processes on one %s database',
  (dialect) => {
    it(`C1: give 20 callers in each of 4 one successor, ${races} times`, async () => {
      const address = await databases.create(dialect)
      const site = await openSite(await openStorage(address), { now: Date.now })
      let { refreshToken } = await site.login()
      const racers = Array.from({ length: processes }, () => startRacer(address))
      const totals = { overtaken: 0, winners: new Set<number>() }
      const begun = performance.now()
      for (let race = 0; race < races; race += 1) {
        const order = { refreshToken, callers }
        const reports = await Promise.all(racers.map(({ run }) => run(order)))
        const found = reports.filter((report) => report !== null)
        const successors = new Set(found.flatMap((report) => report.successors))
        expect([...successors]).toEqual([expect.stringMatching(/^sjr1\./)])
        expect(found.map(({ working }) => working)).toEqual(racers.map(() => callers))
        expect(found.reduce((sum, { rotated }) => sum + rotated, 0)).toBe(1)
        totals.overtaken += found.reduce((sum, { overtaken }) => sum + overtaken, 0)
        totals.winners.add(found.findIndex(({ rotated }) => rotated === 1))
        ;[refreshToken = ''] = successors
      }
      // It was a race: more than one process has won, and callers were overtaken in the middle.
      expect(totals.winners.size).toBeGreaterThan(1)
      expect(totals.overtaken).toBeGreaterThan(0)
      expect(await site.records()).toHaveLength(1)
      expect((await site.refresh(refreshToken)).status).toBe(200)
      const seconds = Math.round((performance.now() - begun) / 1000)
      const callersInAll = races * processes * callers
      process.stdout.write(
        `${dialect}: ${races} races, ${callersInAll} callers, ${totals.overtaken} overtaken, won by ${totals.winners.size} processes, ${seconds} s\n`,
      )
    })

    it('C1: lose nothing when one is killed between reading and writing', async () => {
      const address = await databases.create(dialect)
      const site = await openSite(await openStorage(address), { now: Date.now })
      const { refreshToken } = await site.login()
      const before = await site.records()
      const answers = await Promise.all(
        [1, 2].map(() => startRacer(address, 'killed').run({ refreshToken, callers: 3 })),
      )
      expect(answers).toEqual([null, null])
      expect(await site.records()).toEqual(before)
      // Whoever has restarted.
      const report = await startRacer(address).run({ refreshToken, callers: 3 })
      expect(report).toMatchObject({ working: 3, rotated: 1 })
      const [successor] = report?.successors ?? []
      // An answer that was lost in the restart.
      expect(pairOf(await site.refresh(refreshToken)).refreshToken).toBe(successor)
      expect((await site.refresh(successor)).status).toBe(200)
    })

    it.runIf(process.platform === 'linux')(
      'C1: take nobody for a thief whose process stood still between reading and writing',
      async () => {
        const address = await databases.create(dialect)
        const site = await openSite(await openStorage(address), { now: Date.now })
        const { refreshToken } = await site.login()
        const sleeper = startRacer(address, 'stopped')
        const asleep = sleeper.run({ refreshToken, callers: 1 })
        await stopped(sleeper)
        const second = pairOf(await site.refresh(refreshToken))
        const third = pairOf(await site.refresh(second.refreshToken))
        sleeper.child.kill('SIGCONT')
        expect(await asleep).toEqual({
          successors: [third.refreshToken],
          working: 1,
          rotated: 0,
          overtaken: 1,
        })
      },
    )

    it(`C6: bring no session back that is signed out of meanwhile, ${signOuts} times`, async () => {
      const address = await databases.create(dialect)
      const site = await openSite(await openStorage(address), { now: Date.now, rateLimits: false })
      const racers = [startRacer(address), startRacer(address)]
      let refreshed = 0
      for (let round = 0; round < signOuts; round += 1) {
        const { refreshToken } = await site.login()
        const running = racers.map(({ run }) => run({ refreshToken, callers: 5 }))
        await setTimeout((round * 5) % 40)
        expect((await site.post('/logout', { refreshToken })).status).toBe(200)
        const successors = (await Promise.all(running)).flatMap(
          (report) => report?.successors ?? [],
        )
        expect(await site.records()).toEqual([])
        const given = successors.filter((successor) => successor.startsWith('sjr1.'))
        for (const token of new Set([refreshToken, ...given])) {
          expect((await site.refresh(token)).body['code']).toBe('session_ended')
        }
        refreshed += given.length
      }
      // Both have happened: some were quicker than the sign-out, some were not.
      expect(refreshed).toBeGreaterThan(0)
      expect(refreshed).toBeLessThan(signOuts * 10)
    })
  },
)
