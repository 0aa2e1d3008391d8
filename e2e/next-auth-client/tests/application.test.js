/**
 * What tests of applications do with `next-auth`: load it, put something else in its place, spy on it.
 *
 * @module
 */
import { render, screen } from '@testing-library/react'
import NextAuth, { getServerSession } from 'next-auth'
import { getServerSession as fromNext } from 'next-auth/next'
import * as react from 'next-auth/react'
import GithubProvider from 'next-auth/providers/github'
import EmailProvider from 'next-auth/providers/email'

const session = { user: { name: 'Ada' }, expires: '2100-01-01T00:00:00.000Z' }

afterEach(() => jest.restoreAllMocks())

function Greeting() {
  const { data, status } = react.useSession()
  return <p>{data ? `Hello, ${data.user.name}` : status}</p>
}

test('a provider renders the session that it was given', () => {
  render(
    <react.SessionProvider session={session}>
      <Greeting />
    </react.SessionProvider>,
  )
  expect(screen.getByText('Hello, Ada')).toBeInTheDocument()
})

test('a provider asks a fetch that stands in for the real one', async () => {
  const answer = { ok: true, status: 200, json: () => Promise.resolve(session) }
  const fetch = jest.spyOn(globalThis, 'fetch').mockResolvedValue(answer)
  render(
    <react.SessionProvider>
      <Greeting />
    </react.SessionProvider>,
  )
  expect(screen.getByText('loading')).toBeInTheDocument()
  expect(await screen.findByText('Hello, Ada')).toBeInTheDocument()
  expect(fetch).toHaveBeenCalledTimes(1)
})

test('a context stands in for a provider', () => {
  const value = { data: session, status: 'authenticated', update: jest.fn() }
  render(
    <react.SessionContext.Provider value={value}>
      <Greeting />
    </react.SessionContext.Provider>,
  )
  expect(screen.getByText('Hello, Ada')).toBeInTheDocument()
})

test('a hook and a function can be spied on', async () => {
  jest.spyOn(react, 'useSession').mockReturnValue({ data: null, status: 'unauthenticated' })
  jest.spyOn(react, 'signIn').mockResolvedValue({ ok: true })
  render(<Greeting />)
  expect(screen.getByText('unauthenticated')).toBeInTheDocument()
  await expect(react.signIn('credentials')).resolves.toEqual({ ok: true })
})

test('a whole module can be put aside', () => {
  jest.isolateModules(() => {
    jest.doMock('next-auth/react')
    const { useSession } = require('next-auth/react')
    useSession.mockReturnValue({ data: session })
    expect(useSession()).toEqual({ data: session })
    jest.dontMock('next-auth/react')
  })
})

test('options are made, and the handler of them', () => {
  const github = GithubProvider({ clientId: 'id', clientSecret: 'secret' })
  const email = EmailProvider({ server: undefined, from: undefined })
  expect(typeof NextAuth({ providers: [github, email], secret: 'x' })).toBe('function')
  expect(github).toMatchObject({ id: 'github', name: 'GitHub' })
  expect(GithubProvider.default).toBe(GithubProvider)
  expect(getServerSession).toBe(fromNext)
})

test('the client is that of browsers', () => {
  expect(require.resolve('next-auth/react')).toMatch(/react\.browser\.js$/)
})
