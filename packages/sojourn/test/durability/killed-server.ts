/**
 * A server process that is made to be killed: the engine on a SQLite file, behind `node:http`.
 *
 * Beside the endpoints it has `POST /people`, which stores a person in several rows at once.
 *
 * @module
 */
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createNodeHandler } from '../../src/node/index.ts'
import { createAuth } from '../../src/server/index.ts'
import { sqlStorage } from '../../src/storage/sql/index.ts'
import { openDoor } from '../support/sign-in.ts'
import { secret } from '../support/test-auth.ts'

const storage = sqlStorage(process.env['DATABASE_FILE'] ?? '')
await storage.migrate()

const auth = createAuth({
  secret,
  adapter: storage,
  providers: [openDoor],
  trustHost: true,
  // Each read renews, so that there is always a write to be killed in.
  session: { maxAge: 3600, updateAge: 0, limit: 5 },
})
const handler = createNodeHandler(auth)

const server = createServer((req, res) => {
  if (req.url?.startsWith('/people') !== true) {
    void handler(req, res)
    return
  }
  const email = new URL(req.url, 'http://localhost').searchParams.get('email') ?? ''
  storage
    .createUser(
      { name: email, email, emailVerified: null },
      {
        account: { provider: 'invitation', type: 'credentials', providerAccountId: email },
        passwordHash: `hash of ${email}`,
      },
    )
    .then(
      (user) => res.end(JSON.stringify({ id: user?.id ?? null })),
      () => res.writeHead(500).end(),
    )
})
server.listen(0, '127.0.0.1', () => {
  process.send?.((server.address() as AddressInfo).port)
})
