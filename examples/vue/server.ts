/**
 * The server of the demo: the engine below `/api/auth`, and the page for every other address.
 *
 * @module
 */
import { createServer } from 'node:http'
import { readDisplayName } from 'example-demo/display-name'
import { passwords, preparePeople, storage } from 'example-demo/people'
import { createNodeHandler } from 'sojourn/node'
import { createAuth } from 'sojourn/server'
import { developmentFiles, builtFiles } from './static-files.ts'

const auth = createAuth({
  secret: process.env['AUTH_SECRET'],
  adapter: storage,
  // As in the other demos, which share people, secret and cookies with this one.
  session: { strategy: 'jwt', maxStaleness: 5 },
  pages: { signIn: '/login', error: '/login' },
  providers: [
    {
      id: 'harbour',
      name: 'Harbour ID',
      type: 'oidc',
      issuer: process.env['DEMO_ISSUER'],
      clientId: process.env['DEMO_CLIENT_ID'],
      clientSecret: process.env['DEMO_CLIENT_SECRET'],
    },
    passwords.provider({ name: 'E-mail address and password' }),
  ],
  callbacks: {
    jwt({ token, trigger, session }) {
      // Whatever a browser sends to `update()` arrives here, so it is checked here.
      if (trigger === 'update') token['name'] = readDisplayName(session) ?? token['name']
      return token
    },
  },
})

await preparePeople()
const handle = createNodeHandler(auth)
const server = createServer()
const files =
  process.env['NODE_ENV'] === 'production' ? await builtFiles() : await developmentFiles(server)

server
  .on('request', (req, res) => void handle(req, res, () => files(req, res)))
  .listen(Number(process.env['PORT']), process.env['HOST'])
