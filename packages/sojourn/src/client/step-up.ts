/**
 * Step-up: calls that a server refuses until somebody has signed in once more, and that are then made again.
 *
 * Of a call nothing is known but what comes of it. A challenge (see `core/step-up.ts`) may be its value, the JSON
 * body of a 401 response, or what it throws, also one level down, as `$fetch` and Nitro have it. While a
 * challenge stands, all calls that meet one wait for the same sign-in.
 *
 * @module
 */
import { AuthError } from '../core/errors.ts'
import { isRecord } from '../core/protocol.ts'
import { type StepUpChallenge, toChallenge } from '../core/step-up.ts'
import { personOf } from './person.ts'
import type { SessionClient } from './session-client.ts'
import type { AuthorizationParams, SignInOptions, SignInResult } from './sign-in.ts'
import type { ReadableStore } from './snapshot-store.ts'

/** What a page shows of it. A snapshot: another object after every change. */
export interface StepUpState {
  /** What waiting calls want; `undefined` if none waits. */
  readonly challenge: StepUpChallenge | undefined
}

/** Calls that may need a more recent or stronger sign-in. */
export interface StepUp {
  readonly store: ReadableStore<StepUpState>
  /**
   * Makes a call. If the server wants another sign-in first, it waits for one, and is made again: once for each.
   *
   * @param call Sends the request anew each time; it may be called more than once.
   * @returns What the call returns in the end.
   * @throws {AuthError} `insufficient_user_authentication` after `cancel`; `access_denied` if another person has
   *   signed in, in whose name the call is not made.
   * @throws Whatever else the call throws.
   */
  readonly run: <T>(call: () => T | PromiseLike<T>) => Promise<Exclude<T, StepUpChallenge>>
  /**
   * Signs in as the challenge demands, in a window of its own, and makes the waiting calls again. To be called while
   * a click is handled.
   *
   * @param provider Id of a provider. Default: chosen on the sign-in page, which asks for no more than it does
   *   otherwise.
   */
  readonly signIn: (
    provider?: string,
    options?: SignInOptions,
    authorizationParams?: AuthorizationParams,
  ) => Promise<SignInResult>
  /**
   * Makes the waiting calls again, after a sign-in in this page. They go on waiting if nobody is signed in, or if the
   * server cannot say who is.
   */
  readonly retry: () => Promise<void>
  /** Gives the waiting calls up. */
  readonly cancel: () => void
}

/** What it needs of a session client. */
export interface StepUpClient extends Pick<SessionClient, 'signIn'> {
  readonly store: { readonly get: () => { readonly data: unknown; readonly error?: unknown } }
  readonly getSession: () => Promise<unknown>
}

/** A call that waits. */
interface Waiting {
  readonly challenge: StepUpChallenge
  /** In whose name it was made; `undefined` if nobody was there, empty if nobody could say. */
  readonly person: string | undefined
  readonly again: () => void
  readonly giveUp: (error: AuthError) => void
}

/**
 * Creates what makes calls. It opens nothing and listens to nothing.
 *
 * @example
 * ```ts
 * const stepUp = createStepUp(client)
 * stepUp.store.subscribe(() => (dialog.hidden = !stepUp.store.get().challenge))
 * const response = await stepUp.run(() => fetch('/api/transfer', { method: 'POST' }))
 * ```
 */
export function createStepUp(client: StepUpClient): StepUp {
  const listeners = new Set<() => Promise<void>>()
  const waiting = new Set<Waiting>()
  let state: StepUpState = Object.freeze({ challenge: undefined })
  /** Sign-ins that were made for challenges. */
  let signIns = 0

  const present = (): string | undefined => personOf(client.store.get().data)

  function show(): void {
    const challenge = [...waiting].reduce<StepUpChallenge | undefined>(
      (all, one) => (all ? stricter(all, one.challenge) : one.challenge),
      undefined,
    )
    if (JSON.stringify(challenge) === JSON.stringify(state.challenge)) return
    state = Object.freeze({ challenge })
    for (const listener of listeners) void listener()
  }

  /** Ends the waiting of all. */
  function release(each: (one: Waiting) => void): void {
    const all = [...waiting]
    waiting.clear()
    show()
    for (const one of all) each(one)
  }

  /** Somebody has signed in. */
  function replay(): void {
    const now = present()
    // Whoever was there when the server could last be asked need not be who is there now.
    if (now === undefined || client.store.get().error) return
    signIns++
    release((one) => {
      if (one.person === undefined || one.person === now) one.again()
      else one.giveUp(otherPerson())
    })
  }

  return {
    store: {
      get: () => state,
      subscribe(listener) {
        // As in the store of the session: what it throws harms nobody else.
        const own = async (): Promise<void> => listener()
        listeners.add(own)
        return () => listeners.delete(own)
      },
    },
    async run<T>(call: () => T | PromiseLike<T>): Promise<Exclude<T, StepUpChallenge>> {
      let person = present()
      for (;;) {
        const signedIn = signIns
        const outcome = await attempt(call)
        const { challenge } = outcome
        if (!challenge) {
          if ('thrown' in outcome) throw outcome.thrown
          return outcome.value as Exclude<T, StepUpChallenge>
        }
        // Before anybody else can be there.
        if (person === undefined) {
          person = personOf(await client.getSession())
          if (client.store.get().error) person ??= ''
        }
        // Made before a sign-in that was over before its answer came.
        if (signedIn !== signIns && person === present()) continue
        await new Promise<void>((again, giveUp) => {
          waiting.add({ challenge, person, again, giveUp })
          show()
        })
      }
    },
    async signIn(provider, options, authorizationParams) {
      const { max_age: maxAge, acr_values: acrValues } = state.challenge ?? {}
      const params = new URLSearchParams(authorizationParams)
      if (!params.has('prompt')) params.set('prompt', 'login')
      if (maxAge !== undefined) params.set('max_age', String(maxAge))
      if (acrValues !== undefined) params.set('acr_values', acrValues)
      const result = await client.signIn(provider, { ...options, popup: true }, params.toString())
      if (result.ok) replay()
      return result
    },
    async retry() {
      // Who is there now, whoever has signed in by whatever way.
      await client.getSession()
      replay()
    },
    cancel: () => release((one) => one.giveUp(refused(one.challenge))),
  }
}

/** What came of a call. */
type Outcome<T> =
  | { readonly value: T; readonly challenge?: StepUpChallenge | undefined }
  | { readonly thrown: unknown; readonly challenge?: StepUpChallenge | undefined }

async function attempt<T>(call: () => T | PromiseLike<T>): Promise<Outcome<T>> {
  try {
    const value = await call()
    const isRefusal = value instanceof Response && value.status === 401 && !value.bodyUsed
    const said: unknown = isRefusal
      ? await value
          .clone()
          .json()
          .catch(() => undefined)
      : value
    return { value, challenge: isRefusal ? find(said) : find(said, 0) }
  } catch (thrown) {
    return { thrown, challenge: find(thrown) }
  }
}

/** The challenge in a value, or in what it carries: `data` of an error of `$fetch`, and of the body there. */
function find(value: unknown, depth = 2): StepUpChallenge | undefined {
  const challenge = toChallenge(value)
  if (challenge) return challenge
  return depth > 0 && isRecord(value) ? find(value['data'], depth - 1) : undefined
}

/** What meets both, as far as that is possible. What one sign-in cannot meet is demanded again. */
function stricter(one: StepUpChallenge, other: StepUpChallenge): StepUpChallenge {
  const ages = [one.max_age, other.max_age].filter((age) => age !== undefined)
  const mine = one.acr_values?.split(' ')
  const theirs = other.acr_values?.split(' ')
  const both = mine?.filter((value) => !theirs || theirs.includes(value))
  const levels = both?.length ? both : (mine ?? theirs)
  return {
    code: one.code,
    message: one.message,
    ...(ages.length > 0 && { max_age: Math.min(...ages) }),
    ...(levels && { acr_values: levels.join(' ') }),
  }
}

function refused({ code, message }: StepUpChallenge): AuthError {
  return new AuthError(code, { status: 401, message })
}

function otherPerson(): AuthError {
  return new AuthError('access_denied', {
    status: 403,
    message:
      'Another person has signed in meanwhile, so this was not done in their name. Try again.',
  })
}
