import { describe, expect, it } from 'vitest'
import { authError } from '../../../core/errors.ts'
import { judge, type PageAuth } from './guard.ts'
import type { KnownSession as Known } from './sojourn-app.ts'

const session = { expires: '2026-12-21T12:00:00.000Z' }
const error = authError('session_unavailable')
const page = { isGuarded: false, isFound: true }

const signedIn: Known = { status: 'authenticated', data: session, error: undefined }
const signedOut: Known = { status: 'unauthenticated', data: null, error: undefined }
const unknown: Known = { status: 'loading', data: undefined, error: undefined }
const stale: Known = { ...signedIn, error }
// Of a backend that hands out tokens: without one nothing is asked.
const untold: Known = { status: 'unauthenticated', data: undefined, error: undefined }
const unasked: Known = { ...signedOut, error }

describe('judge', () => {
  it.each<[string, PageAuth | undefined, Known, object]>([
    ['says nothing', undefined, signedOut, { act: 'pass' }],
    ['is open', false, signedOut, { act: 'pass' }],
    ['is protected, to nobody', true, signedOut, { act: 'sign-in' }],
    ['is protected, to somebody', true, signedIn, { act: 'pass' }],
    ['is protected, while nothing is known', true, unknown, { act: 'ask' }],
    ['is protected, to somebody while the server is away', true, stale, { act: 'pass' }],
    [
      'is protected, to somebody unknown while the server is away',
      true,
      unasked,
      { act: 'refuse' },
    ],
    ['has an empty rule, to nobody', {}, signedOut, { act: 'sign-in' }],
    [
      'has a place for strangers',
      { navigateUnauthenticatedTo: '/join' },
      signedOut,
      { act: 'redirect', to: '/join' },
    ],
    ['is for guests, to nobody', { unauthenticatedOnly: true }, signedOut, { act: 'pass' }],
    [
      'is for guests, to somebody',
      { unauthenticatedOnly: true },
      signedIn,
      { act: 'redirect', to: '/' },
    ],
    [
      'is for guests, to somebody with a place',
      { unauthenticatedOnly: true, navigateAuthenticatedTo: '/me' },
      signedIn,
      { act: 'redirect', to: '/me' },
    ],
    ['is protected, to somebody with no token', true, untold, { act: 'sign-in' }],
    [
      'asks for a role',
      { roles: ['admin'] },
      signedIn,
      { act: 'check', needs: { roles: ['admin'] } },
    ],
    ['asks for a role, of nobody', { roles: ['admin'] }, signedOut, { act: 'sign-in' }],
    [
      'asks for a permission, of somebody while the server is away',
      { permissions: ['write'] },
      stale,
      { act: 'check', needs: { permissions: ['write'] } },
    ],
    [
      'asks for a permission, while nothing is known',
      { permissions: ['x'] },
      unknown,
      { act: 'ask' },
    ],
    [
      'is for guests, while nothing is known',
      { unauthenticatedOnly: true },
      unknown,
      { act: 'ask' },
    ],
    [
      'is for guests, while the server is away',
      { unauthenticatedOnly: true },
      unasked,
      { act: 'pass' },
    ],
  ])('decides about a page that %s', (_, auth, state, verdict) => {
    expect(judge(auth, state, page)).toEqual(verdict)
  })

  it('protects a page that says nothing where every page is guarded', () => {
    expect(judge(undefined, signedOut, { ...page, isGuarded: true })).toEqual({ act: 'sign-in' })
    expect(judge(false, signedOut, { ...page, isGuarded: true })).toEqual({ act: 'pass' })
  })

  it('lets a missing page answer 404', () => {
    for (const state of [signedOut, unknown, unasked]) {
      expect(judge(undefined, state, { isGuarded: true, isFound: false })).toEqual({ act: 'pass' })
    }
  })

  describe('about the sign-in page', () => {
    const login = { isGuarded: true, isFound: true, isLogin: true }

    it.each<[string, PageAuth | undefined]>([
      ['says nothing', undefined],
      ['asks for protection', true],
      ['has an empty rule', {}],
    ])('lets everybody see it, though it %s', (_, auth) => {
      for (const state of [signedIn, signedOut, unknown, unasked, untold]) {
        expect(judge(auth, state, login)).toEqual({ act: 'pass' })
      }
    })

    it('sends signed-in people away if it is for guests', () => {
      const auth = { unauthenticatedOnly: true }
      expect(judge(auth, signedIn, login)).toEqual({ act: 'redirect', to: '/' })
      expect(judge(auth, untold, login)).toEqual({ act: 'pass' })
      expect(judge(auth, unknown, login)).toEqual({ act: 'ask' })
    })
  })
})
