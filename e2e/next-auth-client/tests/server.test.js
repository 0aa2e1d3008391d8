/**
 * The engine, loaded by `require`: what it loads when it is needed is there, too.
 *
 * @jest-environment node
 */
import NextAuth from 'next-auth'
import { decode, encode, getToken } from 'next-auth/jwt'
import withAuth from 'next-auth/middleware'
import CredentialsProvider from 'next-auth/providers/credentials'
import GoogleProvider from 'next-auth/providers/google'

const secret = 'a-secret-of-forty-characters-for-testing'

const handler = NextAuth({
  secret,
  providers: [
    GoogleProvider({ clientId: 'id', clientSecret: 'secret' }),
    CredentialsProvider({
      credentials: { name: { label: 'Name' } },
      authorize: ({ name }) => (name === 'Ada' ? { id: '1', name } : null),
    }),
  ],
  callbacks: {
    jwt: ({ token, user }) => (user ? { ...token, role: 'admin' } : token),
    session: ({ session, token }) => ({ ...session, role: token.role }),
  },
})

const cookies = new Map()

async function ask(path, form) {
  const cookie = [...cookies].map((pair) => pair.join('=')).join('; ')
  const init = form && { method: 'POST', body: new URLSearchParams(form) }
  const request = new Request(`http://localhost:3000/api/auth/${path}`, {
    ...init,
    headers: { host: 'localhost:3000', cookie },
  })
  const response = await handler(request, { params: { nextauth: path.split('/') } })
  for (const line of response.headers.getSetCookie()) {
    const [, name, value] = /^([^=]+)=([^;]*)/.exec(line)
    cookies.set(name, value)
  }
  return response
}

test('every endpoint answers', async () => {
  const pages = await Promise.all(
    ['signin', 'signout', 'error', 'verify-request'].map((page) => ask(page)),
  )
  expect(pages.map(({ status }) => status)).toEqual([200, 200, 200, 200])
  await expect((await ask('providers')).json()).resolves.toMatchObject({
    google: { id: 'google', type: 'oauth' },
    credentials: { id: 'credentials' },
  })
  await expect((await ask('session')).json()).resolves.toEqual({})
})

test('who signs in has a session, and is let pass', async () => {
  const { csrfToken } = await (await ask('csrf')).json()
  const form = { csrfToken, name: 'Ada', json: 'true' }
  expect((await ask('callback/credentials', { ...form, name: 'Eve' })).status).toBe(401)
  expect((await ask('callback/credentials', form)).status).toBe(200)
  await expect((await ask('session')).json()).resolves.toMatchObject({
    user: { name: 'Ada' },
    role: 'admin',
  })
  const cookie = [...cookies].map((pair) => pair.join('=')).join('; ')
  await expect(getToken({ req: { headers: { cookie } }, secret })).resolves.toMatchObject({
    sub: '1',
  })
  expect((await ask('signout', { csrfToken, json: 'true' })).status).toBe(200)
  await expect((await ask('session')).json()).resolves.toEqual({})
})

test('claims are sealed and opened', async () => {
  const token = await encode({ token: { sub: '1' }, secret })
  await expect(decode({ token, secret })).resolves.toMatchObject({ sub: '1' })
})

test('a middleware is made', () => {
  expect(typeof withAuth({ secret })).toBe('function')
})
