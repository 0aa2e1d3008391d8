/**
 * How sessions live, as an application writes it and with every default filled.
 *
 * Three clocks end a session: nobody came for a while (idle), it was begun long ago (absolute), or
 * somebody ended it. The first two are reckoned in `lifetime.ts`.
 *
 * @module
 */
import { type AuthStorage, isAtomic } from '../../core/storage.ts'
import { randomHex } from './random-hex.ts'

type Awaitable<T> = T | Promise<T>

/** What an application writes under `session`. Durations are seconds. */
export interface SessionConfig {
  /**
   * Where sessions are: `jwt` seals them into the browser's cookie, `database` keeps them in the storage
   * and a random token in the cookie. Default: `database` if there is an `adapter`, else `jwt`.
   */
  strategy?: 'jwt' | 'database' | undefined
  /** Seconds without a renewal after which a session ends. Default: 30 days. */
  maxAge?: number | undefined
  /**
   * Seconds between two renewals that are written to the storage: what is saved in writes is the
   * precision of `maxAge`. 0 writes at each. Default: a thirtieth of `maxAge`, which is a day.
   */
  updateAge?: number | undefined
  /** Seconds after sign-in when a session ends, however busy. Default: no such limit. */
  maxLifetime?: number | undefined
  /**
   * `maxAge` of a session whose person did not want to be remembered (`signIn(…, { remember: false })`).
   * Its cookie goes when the browser is closed. Default: a day, at most `maxAge`.
   */
  browserMaxAge?: number | undefined
  /** Sessions that a person may have; a sign-in beyond it ends the oldest. Default: no limit. */
  limit?: number | undefined
  /**
   * With the strategy `jwt`: for how many seconds a sealed session is believed without asking the
   * storage whether it was revoked. 0 asks at each read. With it sealed sessions are listed and revoked
   * like stored ones, and one that has ended is refused wherever it turns up again. Default: they are
   * never asked about, and live until they expire.
   */
  maxStaleness?: number | undefined
  /**
   * How the storage keeps tokens. `digest`: as `sha256:…`, so that a copy of the database signs nobody
   * in; rows written in clear become digests when they are renewed. `clear`: as NextAuth and Auth.js do,
   * for as long as one of them runs beside, or may have to again. Both are read. Default: `digest`.
   */
  storeTokens?: 'digest' | 'clear' | undefined
  /** Makes the token of a stored session. Default: 256 random bits. */
  generateSessionToken?: (() => Awaitable<string>) | undefined
}

/** The same with every default filled. Durations are milliseconds. */
export interface SessionRules {
  readonly strategy: 'jwt' | 'database'
  readonly idleTime: number
  readonly updateAge: number
  /** Infinite where there is no limit. */
  readonly maxLifetime: number
  readonly browserIdleTime: number
  readonly limit: number | undefined
  /** `undefined`: sealed sessions have no record. */
  readonly maxStaleness: number | undefined
  /** How old a session's seal may be before a read makes a new one. */
  readonly sealMaxAge: number
  readonly storeTokens: 'digest' | 'clear'
  readonly generateToken: () => Awaitable<string>
}

const seconds = 1000
const day = 24 * 60 * 60 * seconds

/**
 * Fills the defaults and refuses what cannot work.
 *
 * @throws {TypeError} The message says what and how to mend it.
 */
export function resolveSession(
  config: SessionConfig,
  storage: AuthStorage | undefined,
): SessionRules {
  const strategy = config.strategy ?? (storage === undefined ? 'jwt' : 'database')
  const idleTime = positive(config.maxAge, 'maxAge') ?? 30 * day
  const updateAge = config.updateAge === 0 ? 0 : positive(config.updateAge, 'updateAge')
  const maxStaleness = config.maxStaleness === 0 ? 0 : positive(config.maxStaleness, 'maxStaleness')
  const { limit } = config
  if (limit !== undefined && !(Number.isInteger(limit) && limit > 0)) {
    throw new TypeError('session.limit must be a whole number above 0.')
  }
  if (strategy === 'database' && storage === undefined) {
    throw new TypeError(
      'session.strategy is "database", but there is no storage. Pass one as `adapter`, or use "jwt".',
    )
  }
  if (strategy === 'database' && maxStaleness !== undefined) {
    throw new TypeError(
      'session.maxStaleness is about sealed sessions: those of a database are looked up at each read. Leave it out, or use the strategy "jwt".',
    )
  }
  // What an adapter has no column for, it would forget.
  const maxLifetimeInStorage = strategy === 'database' ? config.maxLifetime : undefined
  const needs = { limit, maxStaleness, maxLifetime: maxLifetimeInStorage }
  for (const [name, value] of Object.entries(needs)) {
    if (value !== undefined && (storage === undefined || !isAtomic(storage))) {
      throw new TypeError(
        `session.${name} needs a storage that keeps more than those of Auth.js do. Pass sqlStorage(…) or memoryStorage() as \`adapter\`.`,
      )
    }
  }
  if (limit !== undefined && strategy === 'jwt' && maxStaleness === undefined) {
    throw new TypeError(
      'session.limit needs sessions that can be ended. Set session.maxStaleness, or use the strategy "database".',
    )
  }
  return {
    strategy,
    idleTime,
    updateAge: updateAge ?? idleTime / 30,
    maxLifetime: positive(config.maxLifetime, 'maxLifetime') ?? Infinity,
    browserIdleTime: positive(config.browserMaxAge, 'browserMaxAge') ?? Math.min(day, idleTime),
    limit,
    maxStaleness,
    sealMaxAge: Math.min(idleTime / 60, 60 * seconds),
    storeTokens: config.storeTokens ?? 'digest',
    generateToken: config.generateSessionToken ?? randomHex,
  }
}

/** A duration in milliseconds, if one was given. */
function positive(value: number | undefined, name: string): number | undefined {
  if (value === undefined) return undefined
  if (Number.isFinite(value) && value > 0) return value * seconds
  throw new TypeError(`session.${name} must be a number of seconds above 0.`)
}
