import { describe, expect, it, vi } from 'vitest'
import { computed, shallowRef } from 'vue'
import { useCan } from './use-can.ts'

const data = shallowRef<unknown>()

// The application, which exists only in a build of Nuxt. Here it has a session and nothing else.
vi.mock('nuxt/app', () => ({ useNuxtApp: () => ({ $sojourn: { state: { data } } }) }))

describe('useCan', () => {
  it('says what the person may do, and follows the session', () => {
    const can = useCan()
    const mayWrite = computed(() => can({ roles: ['admin'], permissions: ['posts:write'] }))
    expect(mayWrite.value).toBe(false)
    data.value = { user: { role: 'admin' }, scope: 'posts:read posts:write' }
    expect(mayWrite.value).toBe(true)
    expect(can({ permissions: ['posts:delete'] })).toBe(false)
    data.value = null
    expect(mayWrite.value).toBe(false)
  })
})
