import { describe, expect, it } from 'vitest'

import { sqlStorage } from '../../../src/storage/sql/index.ts'
import { useDatabases } from './support/databases.ts'
import { sessionOf } from './support/samples.ts'

const databases = useDatabases({ durable: true })
// After a power cut, the server reads all its files.
const patience = 30_000

const ada = { id: 'ada', email: 'ada@example.com', emailVerified: null }
const session = sessionOf('ada', 'public', { token: 'sha256:one' })

describe('a server that goes away', () => {
  it(
    'comes back with the server, and keeps what was acknowledged',
    async () => {
      const server = databases.server()
      const storage = sqlStorage(await server.createDatabase())
      await storage.migrate()
      await storage.createUser(ada)
      await storage.createSession(session)
      for (let time = 0; time < 2; time += 1) {
        const underWay = Promise.allSettled(
          Array.from({ length: 8 }, async (_, number) => {
            await storage.endSessions('nobody', { now: number })
            return storage.readSession(['sha256:one'])
          }),
        )
        await server.kill()
        await underWay
        await expect(storage.readSession(['sha256:one'])).rejects.toThrow(/ECONNREFUSED|onnection/)
        await expect(storage.endSessions('ada', { now: 1 })).rejects.toThrow(
          /ECONNREFUSED|onnection/,
        )
        await server.start()
        expect((await storage.readSession(['sha256:one']))?.user.id).toBe('ada')
        expect(await storage.listSessions('ada', 1)).toHaveLength(1)
      }
      await storage.close()
    },
    patience,
  )

  it(
    'opens later, if the server was not there at first',
    async () => {
      const server = databases.server()
      const address = await server.createDatabase()
      const before = sqlStorage(address)
      await before.migrate()
      await before.close()
      await server.kill()
      const storage = sqlStorage(address)
      await expect(storage.readUser('ada')).rejects.toThrow('ECONNREFUSED')
      await expect(Promise.resolve(storage.readSession(['x']))).rejects.toThrow('ECONNREFUSED')
      await server.start()
      expect(await storage.readUser('ada')).toBeNull()
      expect(await storage.readSession(['x'])).toBeNull()
      await storage.close()
    },
    patience,
  )
})
