import { describe, expect, it } from 'vitest'
import type { TokenPair } from '../../../../client/tokens/token-client-types.ts'
import { createOneRefresh, type OneRefresh, SignedOut } from './one-refresh.ts'

interface Backend {
  /** How often it was asked. */
  asked: number
  refresh: () => Promise<TokenPair>
  /** Resolves when a request is under way. */
  begun: () => Promise<void>
  /** Lets the oldest request under way be answered. */
  answer: (outcome?: Error) => Promise<void>
}

/** Answers `token-1` and `refresh-1`, then 2, and so on, each when told to. */
function createBackend(isRotating = true): Backend {
  const waiting: ((outcome?: Error) => void)[] = []
  const backend: Backend = {
    asked: 0,
    async refresh() {
      const turn = ++backend.asked
      const outcome = await new Promise<Error | undefined>((resolve) => waiting.push(resolve))
      if (outcome !== undefined) throw outcome
      return { token: `token-${turn}`, ...(isRotating && { refreshToken: `refresh-${turn}` }) }
    },
    async begun() {
      // Digests come first, so a request may not have been sent yet.
      while (waiting.length === 0) await new Promise((resolve) => setTimeout(resolve, 1))
    },
    async answer(outcome) {
      await backend.begun()
      waiting.shift()?.(outcome)
    },
  }
  return backend
}

const held = { refreshToken: 'refresh-0', token: 'token-0' }

/** Outcomes of callers that all came at once. */
async function allOf(calls: Promise<TokenPair>[]): Promise<string[]> {
  const settled = await Promise.allSettled(calls)
  return settled.map((one) =>
    one.status === 'fulfilled' ? one.value.token : (one.reason as Error).name,
  )
}

describe('createOneRefresh', () => {
  it('asks once for a hundred who hold the same token', async () => {
    const backend = createBackend()
    const one = createOneRefresh({ refreshOnlyToken: false })
    const calls = Array.from({ length: 100 }, () => one.refresh(held, backend.refresh))
    await backend.answer()
    expect(await allOf(calls)).toEqual(Array(100).fill('token-1'))
    expect(backend.asked).toBe(1)
  })

  it('gives the same successor to who comes late, for thirty seconds', async () => {
    let now = 0
    const backend = createBackend()
    const one = createOneRefresh({ refreshOnlyToken: false, now: () => now })
    const first = one.refresh(held, backend.refresh)
    await backend.answer()
    await first
    now = 29_999
    expect((await one.refresh(held, backend.refresh)).refreshToken).toBe('refresh-1')
    now = 30_000
    const late = one.refresh(held, backend.refresh)
    await backend.answer()
    await late
    expect(backend.asked).toBe(2)
  })

  it('refreshes a successor on its own', async () => {
    const backend = createBackend()
    const one = createOneRefresh({ refreshOnlyToken: false })
    const first = one.refresh(held, backend.refresh)
    await backend.answer()
    const { refreshToken = '', token } = await first
    const second = one.refresh({ refreshToken, token }, backend.refresh)
    await backend.answer()
    expect((await second).refreshToken).toBe('refresh-2')
  })

  it('tells two apart whose tokens differ', async () => {
    const backend = createBackend()
    const one = createOneRefresh({ refreshOnlyToken: false })
    const calls = ['a', 'b'].map((refreshToken) =>
      one.refresh({ refreshToken, token: null }, backend.refresh),
    )
    await backend.answer()
    await backend.answer()
    expect((await allOf(calls)).toSorted()).toEqual(['token-1', 'token-2'])
  })

  it('tells all who wait of a failure, and tries again for the next', async () => {
    const backend = createBackend()
    const one = createOneRefresh({ refreshOnlyToken: false })
    const calls = [1, 2].map(() => one.refresh(held, backend.refresh))
    await backend.answer(new RangeError('away'))
    expect(await allOf(calls)).toEqual(['RangeError', 'RangeError'])
    const next = one.refresh(held, backend.refresh)
    await backend.answer()
    expect((await next).token).toBe('token-2')
  })

  it('refreshes anew a token that stays, once its access token is another', async () => {
    const backend = createBackend(false)
    const one = createOneRefresh({ refreshOnlyToken: true })
    const calls = [1, 2].map(() => one.refresh(held, backend.refresh))
    await backend.answer()
    expect(await allOf(calls)).toEqual(['token-1', 'token-1'])
    const next = one.refresh({ ...held, token: 'token-1' }, backend.refresh)
    await backend.answer()
    expect((await next).token).toBe('token-2')
  })

  describe('a sign-out', () => {
    async function isRefused(one: OneRefresh, backend: Backend): Promise<boolean> {
      const call = one.refresh(held, backend.refresh).then(
        () => false,
        (error: unknown) => error instanceof SignedOut,
      )
      const later = new Promise<boolean>((resolve) => setTimeout(resolve, 5, false))
      return Promise.race([call, later])
    }

    async function signOutDuring(
      one: OneRefresh,
      backend: Backend,
    ): Promise<{ became: TokenPair | undefined; callers: string[] }> {
      const callers = allOf([1, 2].map(() => one.refresh(held, backend.refresh)))
      await backend.begun()
      const ending = one.end(held)
      // When the sign-out has got to where it waits, who comes is refused at once.
      while (!(await isRefused(one, backend)));
      await backend.answer()
      return { became: await ending, callers: await callers }
    }

    it('waits for a refresh under way, and has its tokens for itself', async () => {
      const one = createOneRefresh({ refreshOnlyToken: false })
      const { became, callers } = await signOutDuring(one, createBackend())
      expect(became).toEqual({ token: 'token-1', refreshToken: 'refresh-1' })
      expect(callers).toEqual(['SignedOut', 'SignedOut'])
    })

    it('lets no refresh begin, neither with the old token nor with what it became', async () => {
      const backend = createBackend()
      const one = createOneRefresh({ refreshOnlyToken: false })
      await signOutDuring(one, backend)
      for (const refreshToken of ['refresh-0', 'refresh-1']) {
        const late = one.refresh({ refreshToken, token: null }, backend.refresh)
        await expect(late).rejects.toBeInstanceOf(SignedOut)
      }
      expect(backend.asked).toBe(1)
    })

    it('follows a token through all that it became', async () => {
      const backend = createBackend()
      const one = createOneRefresh({ refreshOnlyToken: false })
      const first = one.refresh(held, backend.refresh)
      await backend.answer()
      await first
      const second = one.refresh({ refreshToken: 'refresh-1', token: 'token-1' }, backend.refresh)
      await backend.answer()
      await second
      expect((await one.end(held))?.refreshToken).toBe('refresh-2')
    })

    it('also ends a token that stays, whichever access token is with it', async () => {
      const one = createOneRefresh({ refreshOnlyToken: true })
      const backend = createBackend(false)
      const { became } = await signOutDuring(one, backend)
      expect(became).toEqual({ token: 'token-1' })
      const late = one.refresh({ ...held, token: null }, backend.refresh)
      await expect(late).rejects.toBeInstanceOf(SignedOut)
    })

    it('goes on with what it has if the refresh under way fails', async () => {
      const backend = createBackend()
      const one = createOneRefresh({ refreshOnlyToken: false })
      const call = allOf([one.refresh(held, backend.refresh)])
      await backend.begun()
      const ending = one.end(held)
      await backend.answer(new RangeError('away'))
      expect(await call).toEqual(['RangeError'])
      expect(await ending).toBeUndefined()
    })

    it('is over when a sign-in brings the same token again', async () => {
      const backend = createBackend()
      const one = createOneRefresh({ refreshOnlyToken: false })
      await one.end(held)
      await one.begin(held.refreshToken)
      const call = one.refresh(held, backend.refresh)
      await backend.answer()
      expect((await call).token).toBe('token-1')
    })
  })

  it('forgets the oldest of more than ten thousand', async () => {
    let asked = 0
    const one = createOneRefresh({ refreshOnlyToken: false })
    const refreshAs = async (refreshToken: string): Promise<TokenPair> =>
      one.refresh({ refreshToken, token: null }, async () => {
        asked++
        return { token: 't', refreshToken: `${refreshToken}'` }
      })
    for (let index = 0; index <= 10_000; index++) await refreshAs(`r${index}`)
    await refreshAs('r10000')
    expect(asked).toBe(10_001)
    await refreshAs('r0')
    expect(asked).toBe(10_002)
  })
})
