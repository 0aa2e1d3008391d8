import { describe, expect, it } from 'vitest'
import type { Session } from '../core/session.ts'
import { createSessionStore, type SessionState } from './session-store.ts'

const ada: Session = { user: { name: 'ada' }, expires: '2027-01-01T00:00:00Z' }
const bob: Session = { user: { name: 'bob' }, expires: '2027-01-01T00:00:00Z' }

function storeWith(data: SessionState['data'], version: number) {
  const activity: boolean[] = []
  const store = createSessionStore({ data, version, refreshedAt: undefined }, (isActive) =>
    activity.push(isActive),
  )
  return { store, activity }
}

describe('the version', () => {
  it('is the time of the server, but always greater than the last', () => {
    const { store } = storeWith(null, 100)
    store.accept(ada, 200, 1)
    expect(store.get().version).toBe(200)
    store.accept(ada, 150, 2)
    expect(store.get().version).toBe(201)
  })

  it('decides about a state of another tab, not its arrival', () => {
    const { store } = storeWith(ada, 100)
    expect(store.adopt({ data: null, version: 99, refreshedAt: 1 })).toBe(false)
    expect(store.get().data).toBe(ada)
    expect(store.adopt({ data: null, version: 101, refreshedAt: 1 })).toBe(true)
    expect(store.get()).toMatchObject({ data: null, version: 101, refreshedAt: 1 })
  })

  it.each([
    ['signed out wins', ada, null, null],
    ['signed out stays', null, ada, null],
    ['the greater text wins', ada, bob, bob],
    ['the greater text stays', bob, ada, bob],
    ['equal stays equal', ada, { ...ada }, ada],
    ['both signed out', null, null, null],
    ['anything wins over nothing', undefined, null, null],
  ] as const)('breaks a tie the same way everywhere: %s', (_, own, other, winner) => {
    const { store } = storeWith(own, 7)
    store.adopt({ data: other, version: 7, refreshedAt: 1 })
    expect(store.get().data).toEqual(winner)
  })

  it('is not changed by expiry, and in-flight questions stay open', () => {
    const { store } = storeWith(ada, 7)
    const revision = store.revision()
    store.write({ data: null })
    expect(store.get()).toMatchObject({ status: 'unauthenticated', data: null, version: 7 })
    expect(store.revision()).toBe(revision)
  })
})

describe('the revision', () => {
  it('grows with what is taken over and what overtakes, not with failures', () => {
    const { store } = storeWith(undefined, 0)
    const seen = [store.revision()]
    store.fail('cause')
    seen.push(store.revision())
    store.accept(ada, 1, 1)
    seen.push(store.revision())
    store.adopt({ data: bob, version: 9, refreshedAt: 1 })
    seen.push(store.revision())
    store.overtake()
    seen.push(store.revision())
    expect(seen).toEqual([0, 0, 1, 2, 3])
  })
})

describe('a snapshot', () => {
  it('is frozen, and the same object until something changes', () => {
    const { store } = storeWith(ada, 1)
    const before = store.get()
    const notified: SessionState[] = []
    store.subscribe(() => notified.push(store.get()))
    store.write({ pending: false })
    expect(store.get()).toBe(before)
    expect(notified).toEqual([])
    store.write({ pending: true })
    expect(store.get()).not.toBe(before)
    expect(before.pending).toBe(false)
    expect(Object.isFrozen(before) && Object.isFrozen(store.get())).toBe(true)
    expect(notified).toHaveLength(1)
  })

  it('keeps the cause of the first failure until there is an answer', () => {
    const { store } = storeWith(undefined, 0)
    store.fail('first')
    store.fail('second')
    expect(store.get()).toMatchObject({ status: 'unauthenticated', data: null })
    expect(store.get().error).toMatchObject({ code: 'session_unavailable', cause: 'first' })
    store.accept(null, 1, 1)
    expect(store.get().error).toBeUndefined()
  })
})

describe('listeners', () => {
  it('may be the same function twice', () => {
    const { store, activity } = storeWith(null, 1)
    let calls = 0
    const listener = (): void => void calls++
    const leave = store.subscribe(listener)
    const leaveToo = store.subscribe(listener)
    store.write({ pending: true })
    expect(calls).toBe(2)
    leave()
    leave()
    store.write({ pending: false })
    expect(calls).toBe(3)
    leaveToo()
    expect(activity).toEqual([true, false])
  })

  it('hear nothing after the end', () => {
    const { store, activity } = storeWith(null, 1)
    let calls = 0
    const leave = store.subscribe(() => void calls++)
    store.close()
    store.accept(ada, 5, 5)
    store.subscribe(() => void calls++)()
    leave()
    expect(calls).toBe(0)
    expect(store.get().data).toBeNull()
    expect(activity).toEqual([true])
  })
})
