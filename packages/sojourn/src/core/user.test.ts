import { describe, expect, it } from 'vitest'
import { toUser } from './user.ts'

describe('toUser', () => {
  it('makes text of the ids that functions written for NextAuth return', () => {
    expect(toUser({ id: 7, name: 'Ada' })).toEqual({ id: '7', name: 'Ada' })
    expect(toUser({ id: 'ada' })).toEqual({ id: 'ada' })
    expect(toUser({ id: null })).toEqual({ id: '' })
  })
})
