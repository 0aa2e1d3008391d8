/**
 * The inside of `createTokens`: the options with every default filled, and what is made of them once.
 *
 * @module
 */
import { authError } from '../core/errors.ts'
import type { Clock, Logger } from '../core/ports.ts'
import { defaultBasePath } from '../core/protocol.ts'
import { type AtomicStorage, isAtomic } from '../core/storage.ts'
import type { Passwords } from '../passwords/passwords.ts'
import { type ResolvedRateLimits, resolveRateLimits } from './attempts.ts'
import type { TokenEvents } from './events.ts'
import { deriveTokenKeys, type TokenKeys } from './token-keys.ts'
import type { AccessTokenOptions, TokensOptions } from './tokens.ts'

/** What every part is handed. */
export interface Backend {
  readonly storage: AtomicStorage
  readonly passwords: Pick<Passwords, 'signUp' | 'verify'>
  /** Newest first. */
  readonly keys: readonly [TokenKeys, ...TokenKeys[]]
  /** Without a slash at its end. */
  readonly basePath: string
  readonly issuer: string
  readonly audience: string
  /** Where refresh tokens are good. */
  readonly scope: string
  readonly accessToken: {
    /** Seconds. */
    readonly maxAge: number
    readonly claims: AccessTokenOptions['claims']
  }
  /** Milliseconds. */
  readonly refreshToken: {
    readonly maxAge: number
    readonly maxLifetime: number
    readonly reuseInterval: number
  }
  readonly session: TokensOptions['session']
  readonly signIn: TokensOptions['signIn']
  readonly events: TokenEvents
  readonly rateLimits: ResolvedRateLimits | undefined
  readonly logger: Pick<Logger, 'error'>
  readonly now: Clock
  /** When what has expired is removed next. */
  readonly cleaning: { dueAt: number }
}

/** Characters of a secret; as `sojourn doctor` has it. */
const leastSecret = 32

/** Characters. */
const maxName = 512

const day = 86_400

/**
 * Fills the defaults, and derives the keys.
 *
 * @throws {TypeError} If an option cannot be meant.
 * @throws {AuthError} `secret_missing`.
 */
export function resolveOptions(options: TokensOptions): Backend {
  const { storage, passwords, accessToken = {}, refreshToken = {}, events = {} } = options
  if (!isAtomic(storage)) {
    throw new TypeError(
      'Tokens need a storage of the tier "atomic", such as sqlStorage(). An adapter of Auth.js has only "basic".',
    )
  }
  const issuer = nameOf('issuer', options.issuer ?? 'sojourn')
  const audience = nameOf('audience', options.audience ?? issuer)
  const { maxAge = 900, claims } = accessToken
  return {
    storage,
    passwords,
    keys: resolveKeys(options.secret),
    basePath: `/${(options.basePath ?? defaultBasePath).replace(/^\/+|\/+$/g, '')}`.replace(
      /\/$/,
      '',
    ),
    issuer,
    audience,
    scope: JSON.stringify([issuer, audience]),
    accessToken: { maxAge: seconds('accessToken.maxAge', maxAge, 1, day), claims },
    refreshToken: {
      maxAge: 1000 * seconds('refreshToken.maxAge', refreshToken.maxAge ?? 7 * day, 1),
      maxLifetime:
        1000 * seconds('refreshToken.maxLifetime', refreshToken.maxLifetime ?? 90 * day, 1),
      reuseInterval:
        1000 * seconds('refreshToken.reuseInterval', refreshToken.reuseInterval ?? 30, 0, 300),
    },
    session: options.session,
    signIn: options.signIn,
    events,
    rateLimits: resolveRateLimits(options.rateLimits),
    logger: options.logger ?? consoleLogger,
    now: options.now ?? Date.now,
    cleaning: { dueAt: 0 },
  }
}

function resolveKeys(secret: TokensOptions['secret']): [TokenKeys, ...TokenKeys[]] {
  const listed = (typeof secret === 'string' ? [secret] : (secret ?? [])).filter(Boolean)
  const secrets = [...new Set(listed)]
  if (secrets.some((each) => each.length < leastSecret)) {
    throw new TypeError(
      `A secret has fewer than ${leastSecret} characters. Make one with \`npx sojourn secret\`.`,
    )
  }
  const [first, ...rest] = secrets.map(deriveTokenKeys)
  if (first === undefined) throw authError('secret_missing')
  return [first, ...rest]
}

function seconds(name: string, value: number, least: number, most?: number): number {
  if (
    Number.isInteger(value) &&
    value >= least &&
    value <= (most ?? Number.MAX_SAFE_INTEGER / 1e6)
  ) {
    return value
  }
  const bounds = most === undefined ? `at least ${least}` : `from ${least} to ${most}`
  throw new TypeError(`${name} must be a whole number of seconds, ${bounds}.`)
}

function nameOf(option: string, value: unknown): string {
  if (typeof value === 'string' && value !== '' && value.length <= maxName) return value
  throw new TypeError(`${option} must be a text of at most ${maxName} characters.`)
}

const consoleLogger = {
  error: (code: string, detail?: unknown) => console.error(`[sojourn] ${code}`, detail ?? ''),
}
