/**
 * Sessions in a form of the application's own: `jwt.encode` and `jwt.decode`.
 *
 * What they make is not looked into. What the engine needs and their form may not have room for travels in
 * a claim of its own.
 *
 * @module
 */
import { isRecord } from '../../core/protocol.ts'
import type { JWT } from '../../core/session.ts'
import type { Clock } from '../../core/ports.ts'
import type { Sealer } from './sealer.ts'

type Awaitable<T> = T | Promise<T>

/** What an application writes under `jwt`. Names and arguments are NextAuth's. */
export interface JwtOptions {
  /** Seals sessions, if another secret than that of all else does. A list rotates. */
  secret?: string | readonly string[] | undefined
  /** `session.maxAge`, if that is not set. Seconds. */
  maxAge?: number | undefined
  /** Makes what stands in the cookie. Default: the form of the wire. */
  encode?:
    | ((params: {
        token?: JWT | undefined
        secret: string
        maxAge: number
        salt: string
      }) => Awaitable<string>)
    | undefined
  /**
   * The claims of what {@link JwtOptions.encode} made. Returns `null` or throws for anything else: it alone
   * decides what is genuine.
   */
  decode?:
    | ((params: {
        token?: string | undefined
        secret: string
        salt: string
      }) => Awaitable<JWT | null>)
    | undefined
}

/** Where the end of a session is kept, in a form that says nothing of it. */
const timesClaim = 'sojourn.times'

/**
 * @param secrets Newest first: it encodes, all are tried.
 * @param salt Name of the cookie.
 * @param maxAge Of a session whose form does not say when it ends. Seconds.
 */
export function createCustomSealer(
  { encode, decode }: Pick<JwtOptions, 'encode' | 'decode'>,
  options: {
    readonly secrets: readonly string[]
    readonly salt: string
    readonly maxAge: number
    readonly now: Clock
    /** Does what the application leaves to us: a middleware is often told how to open only. */
    readonly otherwise: Sealer
  },
): Sealer {
  const { secrets, salt, now, otherwise } = options

  return {
    async seal(claims) {
      if (encode === undefined) return otherwise.seal(claims)
      const { iat, exp, ...token } = claims as JWT
      const seconds = now() / 1000
      return encode({
        // Libraries that set the end themselves refuse claims which have one.
        token: { ...token, [timesClaim]: { iat, exp } },
        secret: secrets[0] as string,
        maxAge: Math.max(1, Math.round((exp ?? seconds + options.maxAge) - seconds)),
        salt,
      })
    },

    async open(token) {
      if (decode === undefined) return otherwise.open(token)
      for (const secret of secrets) {
        const decoded: unknown = await Promise.resolve()
          .then(() => decode({ token, secret, salt }))
          .catch(() => null)
        if (!isRecord(decoded)) continue
        const { [timesClaim]: times, ...claims } = decoded
        // Their own word on when it ends comes first: they would not open it after that.
        const exp = now() / 1000 + options.maxAge
        return { exp, ...(isRecord(times) ? times : {}), ...claims }
      }
      return null
    },
  }
}
