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
import { createSealer, type Sealer } from '../session/sealer.ts'
import type { RedirectProvider } from './resolve-provider.ts'
import { crossSite, markUsed, type OpenedTransaction } from './transaction.ts'

/** How long an answer is kept for others, in milliseconds. */
const keptFor = 60 * 1000

/** How many are kept. */
const maxKept = 1000

/** How often one looks whether the other is done, in milliseconds. */
const interval = 20

/** How long one waits beyond what the provider may take, in milliseconds. */
const patience = 500

/** How long a browser knows what it has finished, in seconds. */
const rememberedFor = 120

/** Characters of an address that a browser remembers. */
const maxUrl = 2000

/** A sign-in that is being finished, or was. */
interface Finish {
  /** By what a browser is known to be the same. */
  readonly browser: string
  readonly expiresAt: number
  // Not a promise: where a runtime lives for one request at a time, another's may never settle.
  outcome?: CompletedSignIn | AuthError
}

const finishes = new WeakMap<Engine, Map<string, Finish>>()
const sealers = new WeakMap<Engine, Sealer>()

/**
 * Finishes a sign-in, or waits for the request that does.
 *
 * @param transaction That this browser has presented.
 * @throws {AuthError} `transaction_missing` if it was finished elsewhere, or by another browser; whatever
 *   `finish` throws.
 */
export async function finishOnce(
  engine: Engine,
  request: SessionRequest,
  transaction: OpenedTransaction,
  finish: () => Promise<CompletedSignIn>,
): Promise<CompletedSignIn> {
  const { now } = engine.config
  const known = finishes.get(engine) ?? new Map<string, Finish>()
  finishes.set(engine, known)
  const browser = browserOf(engine, request)
  const other = known.get(transaction.state)
  if (other !== undefined && other.expiresAt > now()) {
    if (other.browser !== browser) throw authError('transaction_missing')
    return outcomeOf(engine, other)
  }
  const own: Finish = { browser, expiresAt: now() + keptFor }
  forgetOld(known, now())
  // Before anything is waited for, so that there is one only.
  known.set(transaction.state, own)
  try {
    if (!(await markUsed(engine, transaction))) throw authError('transaction_missing')
    own.outcome = await finish()
    return own.outcome
  } catch (error) {
    own.outcome = asAuthError(error, 'request_failed')
    throw own.outcome
  }
}

async function outcomeOf(engine: Engine, finish: Finish): Promise<CompletedSignIn> {
  const until = Date.now() + engine.config.providerTimeout + patience
  while (finish.outcome === undefined && Date.now() < until) {
    // Polled on purpose: see `Finish.outcome`.
    await new Promise((resolve) => setTimeout(resolve, interval))
  }
  const { outcome } = finish
  if (outcome === undefined) throw authError('transaction_missing')
  if (outcome instanceof Error) throw outcome
  return outcome
}

/** In the order of insertion, which is nearly that of expiry. */
function forgetOld(known: Map<string, Finish>, now: number): void {
  for (const [state, { expiresAt }] of known) {
    if (expiresAt > now && known.size < maxKept) break
    known.delete(state)
  }
}

/**
 * Who holds the transaction's cookie alone is not enough: the same browser also has the same form token. (It
 * has none where a provider posts across sites.)
 */
function browserOf(engine: Engine, request: SessionRequest): string {
  const { csrfToken } = engine.config.cookies(isSecure(engine.config, request))
  return readCookies(request.headers.get('cookie') ?? '', csrfToken.name).join(' ')
}

/** `Set-Cookie` values by which the browser knows for a while that it has finished a sign-in. */
export async function rememberFinish(
  engine: Engine,
  request: SessionRequest,
  provider: RedirectProvider,
  { state }: OpenedTransaction,
  url: string,
): Promise<readonly string[]> {
  if (url.length > maxUrl) return []
  const expiresAt = engine.config.now() + rememberedFor * 1000
  const sealed = await sealerOf(engine).seal({ state, url, expiresAt })
  return [writeCookie(specFor(engine, request, provider), sealed, rememberedFor)]
}

/**
 * Where the sign-in of a state has led this browser, if it finished it and somebody is signed in.
 *
 * @returns `undefined` if it did not.
 */
export async function finishedUrl(
  engine: Engine,
  request: SessionRequest,
  provider: RedirectProvider,
  state: string,
): Promise<string | undefined> {
  const header = request.headers.get('cookie') ?? ''
  for (const sealed of readCookies(header, specFor(engine, request, provider).name)) {
    const claims = await sealerOf(engine).open(sealed)
    const isFinished =
      state !== '' &&
      claims?.['state'] === state &&
      Number(claims['expiresAt']) > engine.config.now()
    if (!isFinished) continue
    // A form that is posted across sites comes without the session's cookie.
    const isSignedIn =
      provider.formPost || (await engine.strategy.readOwner(engine, request)) !== null
    return isSignedIn ? String(claims['url']) : undefined
  }
  return undefined
}

function specFor(engine: Engine, request: SessionRequest, provider: RedirectProvider): CookieSpec {
  const { transaction } = engine.config.cookies(isSecure(engine.config, request))
  const name = transaction.name.replace(/transaction\.?$/, '') + 'finished'
  return {
    name,
    attributes: { ...transaction.attributes, ...(provider.formPost ? crossSite : {}) },
  }
}

function sealerOf(engine: Engine): Sealer {
  const sealer =
    sealers.get(engine) ??
    createSealer(engine.config.secrets, { salt: '', info: 'Sojourn finished sign-in' })
  sealers.set(engine, sealer)
  return sealer
}
