import { describe, expect, it } from 'vitest'
import { basePathOf, originOf, tokenBaseOf } from './base-path.ts'

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

describe('tokenBaseOf', () => {
  const external = 'https://api.example.com/auth/'
  it.each<[string, boolean, string | undefined, string]>([
    [external, true, undefined, 'https://api.example.com/auth'],
    [external, false, undefined, '/auth'],
    ['https://api.example.com', false, undefined, ''],
    ['https://api.example.com', true, undefined, 'https://api.example.com'],
    ['/api/auth', true, undefined, '/api/auth'],
    ['api/auth/', true, undefined, '/api/auth'],
    ['/api/auth', true, external, 'https://api.example.com/auth'],
    ['/api/auth', false, external, '/auth'],
    ['/api/auth', true, '', '/api/auth'],
    ['', true, undefined, ''],
  ])(
    'makes of %j, with disableInternalRouting %j and %j in the environment, %j',
    (baseURL, disableInternalRouting, address, expected) => {
      expect(tokenBaseOf({ baseURL, disableInternalRouting }, address)).toBe(expected)
    },
  )
})
