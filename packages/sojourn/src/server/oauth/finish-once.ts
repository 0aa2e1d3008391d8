/**
 * Finishing a sign-in once, however often its callback comes: a browser sends it twice when somebody clicks
 * twice, reloads, or when it fetches ahead.
 *
 * The first to come finishes. Others of the same browser that come while it does, or a moment later, get the
 * same answer, with the same session. One that comes to another process, or later, finds in the browser's
 * cookies that this very sign-in was finished there, and is led on.
 *
 * @module
 */
import { type AuthError, asAuthError, authError } from '../../core/errors.ts'
import type { SessionRequest } from '../answer.ts'
import { type CookieSpec, readCookies, writeCookie } from '../cookies.ts'
import type { Engine } from '../engine.ts'
import { isSecure } from '../origin.ts'
import type { CompletedSignIn } from '../session/complete-sign-in.ts'
import { markUsed, type OpenedTransaction } from './transaction.ts'

/** How long an answer is kept for others, in milliseconds. */
const keptFor = 60 * 1000

/** How many are kept. */
const maxKept = 1000

/** How often one looks whether the other is done, in milliseconds. */
const interval = 20

/** How long one waits for the other at most, in milliseconds. */
const patience = 60 * 1000

/** How often who finishes shows that it is still at it, in milliseconds. */
const beat = 500

/** After how long without that it is taken for dead, in milliseconds. More than a process is ever busy. */
const silence = 5000

/** How long a browser knows what it has finished, in seconds. */
const rememberedFor = 120

/** Characters of an address that a browser remembers. */
const maxUrl = 2000

/** How a sign-in was finished. */
export type Outcome =
  | { readonly done: CompletedSignIn }
  | {
      readonly failed: AuthError
      /** Whether the state is used up. If not, the same callback may come again. */
      readonly isUsed: boolean
    }

/** A sign-in that is being finished, or was. */
export interface Finish {
  /** By what a browser, and its transaction, are known to be the same. */
  readonly owner: string
  readonly expiresAt: number
  /** When it was last seen to be under way, by `Date.now`. */
  aliveAt: number
  // Not a promise: where a runtime lives for one request at a time, another's may never settle.
  outcome?: Outcome
}

/** The steps of a finish. */
export interface FinishSteps<T> {
  /** Sees to all that can be had without the code. What fails here can be tried again. */
  readonly prepare: () => Promise<T>
  /** Uses the code, once. */
  readonly finish: (prepared: T) => Promise<CompletedSignIn>
}

/**
 * Finishes a sign-in, or waits for the request that does.
 *
 * @param transaction That this browser has presented.
 * @returns What came of it. It has failed with `transaction_missing` if it was finished elsewhere, or by
 *   another browser; else with whatever a step has thrown.
 */
export async function finishOnce<T>(
  engine: Engine,
  request: SessionRequest,
  transaction: OpenedTransaction,
  steps: FinishSteps<T>,
): Promise<Outcome> {
  const { now } = engine.config
  const { finishes: known } = engine
  const owner = ownerOf(engine, request, transaction)
  const other = known.get(transaction.state)
  if (other !== undefined && other.expiresAt > now()) {
    return other.owner === owner ? outcomeOf(other) : missing()
  }
  const own: Finish = { owner, expiresAt: now() + keptFor, aliveAt: Date.now() }
  forgetOld(known, now())
  // Before anything is waited for, so that there is one only.
  known.set(transaction.state, own)
  const stop = showAlive(own)
  try {
    own.outcome = await runSteps(engine, transaction, steps)
  } finally {
    stop()
  }
  const isOpen = 'failed' in own.outcome && !own.outcome.isUsed
  if (isOpen && known.get(transaction.state) === own) known.delete(transaction.state)
  return own.outcome
}

async function runSteps<T>(
  engine: Engine,
  transaction: OpenedTransaction,
  { prepare, finish }: FinishSteps<T>,
): Promise<Outcome> {
  let isUsed = false
  try {
    const prepared = await prepare()
    const isFirst = await markUsed(engine, transaction)
    isUsed = true
    return isFirst ? { done: await finish(prepared) } : missing()
  } catch (error) {
    return { failed: asAuthError(error, 'request_failed'), isUsed }
  }
}

function missing(): Outcome {
  return { failed: authError('transaction_missing'), isUsed: true }
}

/** Shows for as long as others wait at most that a finish is under way. */
function showAlive(finish: Finish): () => void {
  const until = finish.aliveAt + patience
  const timer = setInterval(() => {
    finish.aliveAt = Date.now()
    if (finish.aliveAt > until) clearInterval(timer)
  }, beat)
  return () => clearInterval(timer)
}

async function outcomeOf(finish: Finish): Promise<Outcome> {
  const until = Date.now() + patience
  while (
    finish.outcome === undefined &&
    Date.now() < until &&
    Date.now() - finish.aliveAt < silence
  ) {
    // Polled on purpose: see `Finish.outcome`.
    await new Promise((resolve) => setTimeout(resolve, interval))
  }
  return finish.outcome ?? missing()
}

/** In the order of insertion, which is nearly that of expiry. */
function forgetOld(known: Map<string, Finish>, now: number): void {
  for (const [state, { expiresAt }] of known) {
    if (expiresAt > now && known.size < maxKept) break
    known.delete(state)
  }
}

/**
 * Who holds the transaction's cookie alone is not enough: the same browser also has the same form token. And
 * the transaction is the same only if its secret is: engines of several tenants share what they remember.
 */
function ownerOf(
  engine: Engine,
  request: SessionRequest,
  { provider, codeVerifier }: OpenedTransaction,
): string {
  const { csrfToken } = engine.config.cookies(isSecure(engine.config, request))
  const tokens = readCookies(request.headers.get('cookie') ?? '', csrfToken.name)
  return JSON.stringify([provider, codeVerifier, ...tokens])
}

/** `Set-Cookie` values by which the browser knows for a while that it has finished a sign-in. */
export async function rememberFinish(
  engine: Engine,
  request: SessionRequest,
  { state }: OpenedTransaction,
  url: string,
): Promise<readonly string[]> {
  if (url.length > maxUrl) return []
  const expiresAt = engine.config.now() + rememberedFor * 1000
  const sealed = await engine.finishedSignIns.seal({ state, url, expiresAt })
  return [writeCookie(specFor(engine, request), sealed, rememberedFor)]
}

/**
 * Where the sign-in of a state has led this browser, if it finished it and somebody is signed in.
 *
 * @returns `undefined` if it did not.
 */
export async function finishedUrl(
  engine: Engine,
  request: SessionRequest,
  state: string,
): Promise<string | undefined> {
  const header = request.headers.get('cookie') ?? ''
  for (const sealed of readCookies(header, specFor(engine, request).name)) {
    const claims = await engine.finishedSignIns.open(sealed)
    const isFinished =
      state !== '' &&
      claims?.['state'] === state &&
      Number(claims['expiresAt']) > engine.config.now()
    if (!isFinished) continue
    const isSignedIn = (await engine.strategy.readOwner(engine, request)) !== null
    return isSignedIn ? String(claims['url']) : undefined
  }
  return undefined
}

function specFor(engine: Engine, request: SessionRequest): CookieSpec {
  const { transaction } = engine.config.cookies(isSecure(engine.config, request))
  const name = transaction.name.replace(/transaction\.?$/, '') + 'finished'
  return { name, attributes: transaction.attributes }
}
