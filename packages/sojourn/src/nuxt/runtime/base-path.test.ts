import { describe, expect, it } from 'vitest'
import { basePathOf, originOf, withCallbackInApp } from './base-path.ts'

describe('basePathOf', () => {
  it.each([
    ['/api/auth', '/', '/api/auth'],
    ['api/auth/', '/', '/api/auth'],
    ['/api/auth', '/app/', '/app/api/auth'],
    ['https://example.com/api/auth', '/', '/api/auth'],
    ['https://example.com', '/', ''],
  ])('puts %j below %j at %j', (baseURL, appBaseURL, expected) => {
    expect(basePathOf(baseURL, appBaseURL)).toBe(expected)
  })
})

describe('originOf', () => {
  it('reads the origin of an address, and none of a path', () => {
    expect(originOf('https://example.com:8443/api/auth')).toBe('https://example.com:8443')
    expect(originOf('/api/auth')).toBeUndefined()
  })
})

describe('withCallbackInApp', () => {
  it('changes callbackUrl and nothing else', () => {
    const options = { callbackUrl: '/a', redirect: false }
    expect(withCallbackInApp(options, '/app/')).toEqual({ callbackUrl: '/app/a', redirect: false })
    expect(withCallbackInApp(undefined, '/app/')).toBeUndefined()
  })
})
