import { describe, expect, it } from 'vitest'
import { asAuthError, authError, AuthError, isAuthErrorCode } from './errors.ts'

describe('an error of the catalog', () => {
  it('carries its code, status, text and the name that NextAuth knows', () => {
    const error = authError('access_denied')
    expect(error).toBeInstanceOf(AuthError)
    expect(error).toMatchObject({
      code: 'access_denied',
      status: 403,
      nextAuthCode: 'AccessDenied',
    })
    expect(error.message).toMatch(/not allowed .*\. Use another account/)
    expect(authError('action_unknown').nextAuthCode).toBeUndefined()
  })

  it('tells a browser nothing of its cause', () => {
    const error = authError('request_failed', { cause: new Error('password hunter2') })
    expect(JSON.stringify(error)).not.toContain('hunter2')
    expect(JSON.stringify(error)).not.toContain('stack')
    expect(error.cause).toMatchObject({ message: 'password hunter2' })
  })

  it('is known by its brand, also from another copy of this module, and not by its name', () => {
    const brand = { [Symbol.for('sojourn.auth-error')]: true }
    const foreign = Object.assign(new Error('x'), { name: 'AuthError', code: 'access_denied' })
    expect(AuthError.is(Object.assign(new Error('x'), brand))).toBe(true)
    expect(AuthError.is(foreign)).toBe(false)
    expect(AuthError.is(brand)).toBe(false)
  })
})

describe('asAuthError', () => {
  it('keeps an error of the catalog and wraps any other', () => {
    const own = authError('access_denied')
    const other = new Error('x')
    expect(asAuthError(own, 'request_failed')).toBe(own)
    expect(asAuthError(other, 'request_failed')).toMatchObject({
      code: 'request_failed',
      cause: other,
    })
  })
})

describe('isAuthErrorCode', () => {
  it('knows the codes and nothing else', () => {
    expect(isAuthErrorCode('csrf_mismatch')).toBe(true)
    for (const other of ['toString', '__proto__', '', 'AccessDenied', 7, null]) {
      expect(isAuthErrorCode(other)).toBe(false)
    }
  })
})
