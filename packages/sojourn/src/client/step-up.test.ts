import { describe, expect, it, vi } from 'vitest'
import { createFakeBrowser } from '../../test/support/fake-browser.ts'
import { createFakeServer, json, sessionOf } from '../../test/support/fake-server.ts'
import { AuthError } from '../core/errors.ts'
import type { StepUpChallenge } from '../core/step-up.ts'
import { createSessionClient, type SessionClientOptions } from './session-client.ts'
import { createStepUp } from './step-up.ts'

const here = 'https://app.example.com/inbox?unread=1'
const challenge: StepUpChallenge = {
  code: 'insufficient_user_authentication',
  message: 'Sign in once more.',
  max_age: 300,
}

/** A page on which Ada is signed in, unless it knows something else, and a call that is refused until `isRecent`. */
function setUp(options: SessionClientOptions = {}) {
  const browser = createFakeBrowser()
  const server = createFakeServer(browser.now)
  const tab = browser.openTab()
  const ada = sessionOf('ada', browser.now() + 3_600_000)
  const bob = sessionOf('bob', browser.now() + 3_600_000)
  server.session = ada
  const client = createSessionClient({
    environment: tab.environment,
    now: browser.now,
    fetch: server.fetch,
    session: ada,
    ...options,
  })
  const stepUp = createStepUp(client)
  const state = { isRecent: false }
  const call = vi.fn<() => Promise<string | StepUpChallenge>>(async () =>
    state.isRecent ? 'done' : challenge,
  )

  /** Signs in in the window, as `isRecent` says. */
  async function signInThere(provider = 'github'): Promise<unknown> {
    const result = stepUp.signIn(provider)
    const popup = tab.popups.at(-1)
    await vi.waitFor(() => expect(popup?.visited).toHaveLength(1))
    await quiet()
    popup?.show(here)
    browser.advance(250)
    return result
  }

  return { browser, server, tab, client, stepUp, state, call, ada, bob, signInThere }
}

async function quiet(): Promise<void> {
  for (let i = 0; i < 5; i++) await new Promise((resolve) => setTimeout(resolve, 0))
}

/** What a call fails with. Asked for before it does, or the failure would be nobody's. */
async function failureOf(promise: Promise<unknown>): Promise<unknown> {
  return promise.then(
    (value) => ({ value }),
    (error: unknown) => error,
  )
}

async function isPending(promise: Promise<unknown>): Promise<boolean> {
  const pending = Symbol('pending')
  return (await Promise.race([promise, Promise.resolve(pending)])) === pending
}

describe('a call', () => {
  it.each([
    ['a value', async () => 'done'],
    ['a value at once', () => 'done'],
  ])('that is let through gives back %s, and nobody is asked anything', async (_, call) => {
    const { stepUp, server } = setUp()
    await expect(stepUp.run(call)).resolves.toBe('done')
    expect(stepUp.store.get()).toEqual({ challenge: undefined })
    expect(server.seen).toEqual([])
  })

  it('that fails for another reason fails', async () => {
    const { stepUp } = setUp()
    const error = new TypeError('Failed to fetch')
    await expect(stepUp.run(() => Promise.reject(error))).rejects.toBe(error)
    await expect(
      stepUp.run(() => {
        throw error
      }),
    ).rejects.toBe(error)
  })

  it.each([
    [
      'another refusal',
      () => Response.json({ code: 'session_required', message: '' }, { status: 401 }),
    ],
    ['a page', () => new Response('<h1>No</h1>', { status: 401 })],
    ['a challenge with another status', () => Response.json(challenge)],
    ['a list', () => [challenge]],
    ['an object with a challenge in it', () => ({ data: challenge })],
    ['a challenge without a text', () => ({ code: challenge.code })],
    ['a challenge that asks for nonsense', () => ({ ...challenge, max_age: '300' })],
    ['a challenge that asks for the impossible', () => ({ ...challenge, max_age: -1 })],
    ['a challenge with levels that are none', () => ({ ...challenge, acr_values: ['gold'] })],
  ])('gives back %s as it is', async (_, make) => {
    const { stepUp } = setUp()
    const value: unknown = make()
    await expect(stepUp.run(() => value)).resolves.toBe(value)
  })

  it('gives back a refusal that can still be read', async () => {
    const { stepUp } = setUp()
    const refusal = Response.json({ code: 'session_required' }, { status: 401 })
    await stepUp.run(() => refusal)
    await expect(refusal.json()).resolves.toEqual({ code: 'session_required' })
    const read = Response.json(challenge, { status: 401 })
    await read.text()
    await expect(stepUp.run(() => read)).resolves.toBe(read)
  })

  it.each([
    ['its value', () => ({ ...challenge, more: 'of it' })],
    ['the body of a 401', () => Response.json(challenge, { status: 401 })],
    ['the body of a 401 of Nitro', () => Response.json({ data: challenge }, { status: 401 })],
    ['what it throws', () => Promise.reject(Object.assign(new Error('no'), challenge))],
    [
      'what $fetch throws',
      () => Promise.reject(Object.assign(new Error('no'), { data: challenge })),
    ],
    [
      'what $fetch throws of Nitro',
      () => Promise.reject(Object.assign(new Error('no'), { data: { data: challenge } })),
    ],
  ])('waits for a challenge that is %s, and is made again', async (_, refuse) => {
    const { stepUp, signInThere } = setUp()
    const call = vi.fn<() => unknown>(refuse)
    const running = stepUp.run(call)
    await quiet()
    expect(stepUp.store.get()).toEqual({ challenge: { ...challenge, message: expect.any(String) } })
    expect(await isPending(running)).toBe(true)
    call.mockReturnValue('done')
    await signInThere()
    await expect(running).resolves.toBe('done')
    expect(call).toHaveBeenCalledTimes(2)
    expect(stepUp.store.get().challenge).toBeUndefined()
  })

  it('is made again once for each sign-in', async () => {
    const { stepUp, state, call, signInThere } = setUp()
    const running = stepUp.run(call)
    await quiet()
    await signInThere()
    await quiet()
    expect(call).toHaveBeenCalledTimes(2)
    expect(await isPending(running)).toBe(true)
    expect(stepUp.store.get().challenge).toEqual(challenge)
    state.isRecent = true
    await signInThere()
    await expect(running).resolves.toBe('done')
    expect(call).toHaveBeenCalledTimes(3)
  })

  it('that fails when it is made again fails', async () => {
    const { stepUp, call, signInThere } = setUp()
    const running = stepUp.run(call)
    await quiet()
    const error = new TypeError('Failed to fetch')
    call.mockRejectedValue(error)
    const failure = failureOf(running)
    await signInThere()
    expect(await failure).toBe(error)
  })

  it('that was refused before a sign-in, and hears of it after, is made again at once', async () => {
    const { stepUp, state, call, signInThere } = setUp()
    const first = stepUp.run(call)
    await quiet()
    let answer: (value: StepUpChallenge) => void = () => undefined
    const late = vi.fn<() => Promise<string | StepUpChallenge>>(async () => 'done')
    late.mockReturnValueOnce(new Promise((resolve) => (answer = resolve)))
    const second = stepUp.run(late)
    state.isRecent = true
    await signInThere()
    await first
    answer(challenge)
    await expect(second).resolves.toBe('done')
    expect(stepUp.store.get().challenge).toBeUndefined()
  })
})

describe('several calls', () => {
  it('share one challenge, and are all made again', async () => {
    const { stepUp, state, call, signInThere } = setUp()
    const seen = vi.fn<(shown: StepUpChallenge | undefined) => void>()
    stepUp.store.subscribe(() => seen(stepUp.store.get().challenge))
    const running = [stepUp.run(call), stepUp.run(call), stepUp.run(call)]
    await quiet()
    expect(seen.mock.calls).toEqual([[challenge]])
    state.isRecent = true
    await signInThere()
    await expect(Promise.all(running)).resolves.toEqual(['done', 'done', 'done'])
    expect(call).toHaveBeenCalledTimes(6)
    expect(seen.mock.calls).toEqual([[challenge], [undefined]])
  })

  it.each([
    [{ max_age: 60 }, { max_age: 300 }, { max_age: 60 }],
    [{}, { max_age: 300 }, { max_age: 300 }],
    [{ acr_values: 'a b c' }, { acr_values: 'c b' }, { acr_values: 'b c' }],
    [{ acr_values: 'a' }, { acr_values: 'b' }, { acr_values: 'a' }],
    [{ acr_values: 'a' }, {}, { acr_values: 'a' }],
    [{}, { acr_values: 'b', max_age: 1 }, { acr_values: 'b', max_age: 1 }],
  ])('ask for what meets all: %o and %o', async (one, other, both) => {
    const { stepUp } = setUp()
    const { code, message } = challenge
    for (const demand of [one, other]) void stepUp.run(() => ({ code, message, ...demand }))
    await quiet()
    expect(stepUp.store.get().challenge).toEqual({ code, message, ...both })
  })
})

describe('the sign-in', () => {
  it('asks the provider for what the challenge demands', async () => {
    const { stepUp, tab, signInThere } = setUp()
    void stepUp.run(() => ({ ...challenge, acr_values: 'gold silver' }))
    await quiet()
    await signInThere()
    expect(tab.popups[0]?.visited).toEqual([
      'https://github.example/authorize?prompt=login&max_age=300&acr_values=gold+silver',
    ])
    expect(tab.visited).toEqual([])
  })

  it('opens its window at once', async () => {
    const { stepUp, call, tab } = setUp()
    void stepUp.run(call)
    await quiet()
    void stepUp.signIn(
      'github',
      { callbackUrl: '/in', popup: false },
      { prompt: 'consent', x: 'y' },
    )
    expect(tab.popups).toHaveLength(1)
    await vi.waitFor(() =>
      expect(tab.popups[0]?.visited).toEqual([
        'https://github.example/authorize?prompt=consent&x=y&max_age=300',
      ]),
    )
  })

  it('needs no challenge', async () => {
    const { signInThere, tab } = setUp()
    await expect(signInThere()).resolves.toMatchObject({ ok: true })
    expect(tab.popups[0]?.visited).toEqual(['https://github.example/authorize?prompt=login'])
  })

  it('that does not come about leaves the call waiting', async () => {
    const { stepUp, call, tab, browser, state } = setUp()
    const running = stepUp.run(call)
    await quiet()
    const result = stepUp.signIn('github')
    await vi.waitFor(() => expect(tab.popups[0]?.visited).toHaveLength(1))
    await quiet()
    tab.popups[0]?.close()
    browser.advance(250)
    await expect(result).resolves.toMatchObject({ ok: false, code: 'popup_closed' })
    tab.blockPopups()
    await expect(stepUp.signIn('github')).resolves.toMatchObject({ code: 'popup_blocked' })
    expect(call).toHaveBeenCalledTimes(1)
    expect(stepUp.store.get().challenge).toEqual(challenge)
    state.isRecent = true
    await stepUp.retry()
    await expect(running).resolves.toBe('done')
  })

  it('may be made in the page', async () => {
    const { stepUp, state, call, client, tab } = setUp()
    const running = stepUp.run(call)
    await quiet()
    const fields = { username: 'ada', password: 'right', redirect: false }
    state.isRecent = (await client.signIn('credentials', fields)).ok
    await stepUp.retry()
    await expect(running).resolves.toBe('done')
    expect(tab.popups).toEqual([])
  })
})

describe('another person', () => {
  it.each(['in the window', 'in the page', 'in another tab'])(
    'who signs in %s does not make the call',
    async (where) => {
      const { stepUp, state, call, server, bob, signInThere } = setUp()
      const running = stepUp.run(call)
      await quiet()
      state.isRecent = true
      server.session = bob
      const refusal = failureOf(running)
      if (where === 'in the window') await signInThere()
      else await stepUp.retry()
      expect(await refusal).toMatchObject({ code: 'access_denied', status: 403 })
      expect(call).toHaveBeenCalledTimes(1)
      expect(stepUp.store.get().challenge).toBeUndefined()
    },
  )

  it('is not made of the same person with another picture', async () => {
    const { stepUp, state, call, server, ada, signInThere } = setUp()
    const running = stepUp.run(call)
    await quiet()
    state.isRecent = true
    server.session = { ...ada, user: { ...ada.user, name: 'Ada L.', image: '/new.png' } }
    await signInThere()
    await expect(running).resolves.toBe('done')
  })

  it.each([
    ['by id', { id: 1, email: 'a@b.example' }, { id: 2, email: 'a@b.example' }],
    ['by all there is', { name: 'Ada' }, { name: 'Bob' }],
    ['by whatever there is', undefined, { name: 'Bob' }],
    ['by whatever there is', 'ada', 'bob'],
  ])('is told %s', async (_, before, after) => {
    const { expires } = sessionOf('ada', Date.now())
    const session = { expires, user: before } as never
    const { stepUp, call, server } = setUp({ session })
    const running = stepUp.run(call)
    await quiet()
    server.session = { expires, user: after } as never
    const refusal = failureOf(running)
    await stepUp.retry()
    expect(await refusal).toMatchObject({ code: 'access_denied' })
  })

  it('is told also where the page had not known yet who was there', async () => {
    const { stepUp, call, server, bob } = setUp({ session: undefined })
    const running = stepUp.run(call)
    await quiet()
    server.session = bob
    const refusal = failureOf(running)
    await stepUp.retry()
    expect(await refusal).toMatchObject({ code: 'access_denied' })
  })

  it('is whoever comes first where nobody was there', async () => {
    const { stepUp, state, call, server, bob } = setUp({ session: null })
    server.session = null
    const running = stepUp.run(call)
    await quiet()
    await stepUp.retry()
    expect(await isPending(running)).toBe(true)
    expect(call).toHaveBeenCalledTimes(1)
    state.isRecent = true
    server.session = bob
    await stepUp.retry()
    await expect(running).resolves.toBe('done')
  })

  it('does not hear of a call that was refused before they came', async () => {
    const { stepUp, call, server, bob } = setUp()
    let answer: (value: StepUpChallenge) => void = () => undefined
    call.mockReturnValueOnce(new Promise((resolve) => (answer = resolve)))
    const running = stepUp.run(call)
    server.session = bob
    await stepUp.retry()
    answer(challenge)
    await quiet()
    expect(await isPending(running)).toBe(true)
    expect(call).toHaveBeenCalledTimes(1)
    const refusal = failureOf(running)
    await stepUp.retry()
    expect(await refusal).toMatchObject({ code: 'access_denied' })
  })
})

describe('cancel', () => {
  it('gives all calls up, and says why', async () => {
    const { stepUp, call } = setUp()
    const running = [stepUp.run(call), stepUp.run(call)]
    const given = Promise.allSettled(running)
    await quiet()
    stepUp.cancel()
    for (const { status, ...rest } of await given) {
      expect(status).toBe('rejected')
      expect(AuthError.is((rest as { reason?: unknown }).reason)).toBe(true)
      expect(rest).toMatchObject({
        reason: { code: challenge.code, status: 401, message: challenge.message },
      })
    }
    expect(stepUp.store.get().challenge).toBeUndefined()
    expect(call).toHaveBeenCalledTimes(2)
  })

  it('does nothing where nothing waits, and ends no call that comes later', async () => {
    const { stepUp, call } = setUp()
    stepUp.cancel()
    const running = stepUp.run(call)
    await quiet()
    expect(await isPending(running)).toBe(true)
  })

  it('while the window is open leaves the sign-in alone', async () => {
    const { stepUp, call, signInThere } = setUp()
    const failure = failureOf(stepUp.run(call))
    await quiet()
    const signedIn = signInThere()
    stepUp.cancel()
    expect(await failure).toMatchObject({ code: challenge.code })
    await expect(signedIn).resolves.toMatchObject({ ok: true })
    expect(call).toHaveBeenCalledTimes(1)
  })
})

describe('while the server cannot say who is there', () => {
  it('no call is made again, whoever may have signed in; it is once that is known', async () => {
    const { stepUp, state, call, server, bob } = setUp()
    const failure = failureOf(stepUp.run(call))
    await quiet()
    server.session = bob
    state.isRecent = true
    server.on('GET session', () => json({}, 500))
    await stepUp.retry()
    await quiet()
    expect(call).toHaveBeenCalledTimes(1)
    expect(stepUp.store.get()).toEqual({ challenge })
    server.on('GET session', undefined)
    await stepUp.retry()
    expect(await failure).toMatchObject({ code: 'access_denied' })
    expect(call).toHaveBeenCalledTimes(1)
  })

  it('a form that was taken makes no call again either', async () => {
    const { stepUp, state, call, server, ada } = setUp()
    const running = stepUp.run(call)
    await quiet()
    state.isRecent = true
    server.on('GET session', () => json({}, 500))
    const fields = { username: 'bob', password: 'right' }
    await expect(stepUp.signIn('credentials', fields)).resolves.toMatchObject({
      ok: false,
      code: 'session_unavailable',
    })
    await quiet()
    expect(call).toHaveBeenCalledTimes(1)
    server.on('GET session', undefined)
    server.session = ada
    await stepUp.retry()
    await expect(running).resolves.toBe('done')
  })

  it('a call of nobody knows whom is made again for nobody', async () => {
    const { stepUp, state, call, server, ada } = setUp({ session: undefined })
    server.on('GET session', () => json({}, 500))
    const failure = failureOf(stepUp.run(call))
    await quiet()
    state.isRecent = true
    server.on('GET session', undefined)
    server.session = ada
    await stepUp.retry()
    expect(await failure).toMatchObject({ code: 'access_denied' })
    expect(call).toHaveBeenCalledTimes(1)
  })
})

describe('the state', () => {
  it('is told to everybody, whoever fails, and to nobody who has left', async () => {
    const { stepUp, call } = setUp()
    const unhandled = vi.fn<() => void>()
    process.once('unhandledRejection', unhandled)
    const heard = vi.fn<() => void>()
    stepUp.store.subscribe(() => {
      throw new Error('a component')
    })
    stepUp.store.subscribe(heard)
    const leave = stepUp.store.subscribe(heard)
    leave()
    leave()
    void stepUp.run(call)
    await quiet()
    expect(heard).toHaveBeenCalledTimes(1)
    expect(unhandled).toHaveBeenCalledTimes(1)
    expect(Object.isFrozen(stepUp.store.get())).toBe(true)
    expect(stepUp.store.get()).toBe(stepUp.store.get())
  })

  it('leaves nothing alive', async () => {
    const { stepUp, call, tab, signInThere, state } = setUp()
    const running = stepUp.run(call)
    await quiet()
    state.isRecent = true
    await signInThere()
    await running
    expect(tab.live()).toEqual({ listeners: 0, timers: 0, channels: 0 })
  })
})
