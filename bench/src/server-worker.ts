/**
 * The process of one server: listens, and reports its processor time between two words.
 *
 * @module
 */
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Listening } from './contender.ts'
import type { Serve } from './row.ts'

const [, , contenderFile = ''] = process.argv
const { serve } = (await import(contenderFile)) as { serve: Serve }
const { listener, path, cookie } = await serve()
let before = process.cpuUsage()

process.on('message', (word: 'begin' | 'end') => {
  if (word === 'begin') {
    before = process.cpuUsage()
    return
  }
  const { user, system } = process.cpuUsage(before)
  process.send?.(user + system)
})

const server = createServer(
  { keepAliveTimeout: 10 * 60_000 },
  (req, res) => void listener(req, res),
)
server.listen(0, '127.0.0.1', () => {
  const { port } = server.address() as AddressInfo
  process.send?.({ port, path, cookie } satisfies Listening)
})
