/**
 * A server process of many, with a token backend on a database that the others have, too. It is told in lines of
 * JSON and answers each with one.
 *
 * @module
 */
import { createInterface } from 'node:readline'
import { createPasswords } from '../../../src/passwords/index.ts'
import { sqlStorage } from '../../../src/storage/sql/index.ts'
import { createTokens } from '../../../src/tokens/index.ts'

/** What it is told. */
export interface RaceOrder {
  readonly refreshToken: string
  /** How many present it at once. */
  readonly callers: number
}

/** What it answers. */
export interface RaceReport {
  /** Of each caller: the new refresh token, or what was refused. */
  readonly successors: readonly string[]
  /** How many callers have an access token by which `GET /session` says who they are. */
  readonly working: number
  /** How many rotated. */
  readonly rotated: number
  /** How many had read the token as the current one, and found it rotated when they wrote. */
  readonly overtaken: number
}

/** What happens to it between reading a token and writing its successor, the first time. */
export type Fault = 'killed' | 'stopped'

const [, , address = '', secret = '', fault] = process.argv
let isFaulty = fault !== undefined
const origin = 'https://app.example.com/api/auth'
const storage = sqlStorage(address)
let rotated = 0
let overtaken = 0

const tokens = createTokens({
  secret,
  passwords: createPasswords(storage),
  storage: {
    ...storage,
    async renewSession(key, renewal) {
      if (isFaulty) {
        isFaulty = false
        // As if the machine was gone, or slept: nothing is closed, nothing is said.
        process.kill(process.pid, fault === 'killed' ? 'SIGKILL' : 'SIGSTOP')
      }
      const isRenewed = await storage.renewSession(key, renewal)
      if (isRenewed) rotated += 1
      else overtaken += 1
      return isRenewed
    },
  },
})

async function refresh(refreshToken: string): Promise<{ successor: string; works: boolean }> {
  const response = await tokens.handle(
    new Request(`${origin}/refresh`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ refreshToken }),
    }),
  )
  const body = (await response.json()) as Record<string, unknown>
  if (response.status !== 200)
    return { successor: `refused: ${String(body['code'])}`, works: false }
  const headers = { authorization: `Bearer ${String(body['token'])}` }
  const { status } = await tokens.handle(new Request(`${origin}/session`, { headers }))
  return { successor: String(body['refreshToken']), works: status === 200 }
}

for await (const line of createInterface({ input: process.stdin })) {
  const { refreshToken, callers } = JSON.parse(line) as RaceOrder
  rotated = 0
  overtaken = 0
  const results = await Promise.all(Array.from({ length: callers }, () => refresh(refreshToken)))
  const report: RaceReport = {
    successors: results.map(({ successor }) => successor),
    working: results.filter(({ works }) => works).length,
    rotated,
    overtaken,
  }
  process.stdout.write(`${JSON.stringify(report)}\n`)
}
await storage.close()
