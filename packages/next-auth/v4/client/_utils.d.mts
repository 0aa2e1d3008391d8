/**
 * `next-auth/client/_utils`: what NextAuth's own client was made of.
 *
 * @module
 */
/* oxlint-disable typescript/no-explicit-any -- As in NextAuth, for applications that were compiled against it. */
import type { IncomingMessage } from 'node:http'
import type { LoggerInstance, Session } from '../core/types.mjs'

/** Where the endpoints are, as seen from the browser and from a server. */
export interface AuthClientConfig {
  baseUrl: string
  basePath: string
  baseUrlServer: string
  basePathServer: string
  _session?: Session | null | undefined
  /** Seconds since the epoch. */
  _lastSync: number
  _getSession: (...args: any[]) => any
}

/** The request that is being answered. */
export interface CtxOrReq {
  req?: Partial<IncomingMessage> & { body?: any }
  ctx?: { req: Partial<IncomingMessage> & { body?: any } }
}

/** What tabs tell one another. */
export interface BroadcastMessage {
  event?: 'session'
  data?: { trigger?: 'signout' | 'getSession' }
  clientId: string
  /** Seconds since the epoch. */
  timestamp: number
}

/** Asks an endpoint; `null` if it says nothing, or could not be asked. */
export declare function fetchData<T = any>(
  path: string,
  __NEXTAUTH: AuthClientConfig,
  logger: LoggerInstance,
  context?: CtxOrReq,
): Promise<T | null>

/** Where the endpoints are. */
export declare function apiBaseUrl(__NEXTAUTH: AuthClientConfig): string

/** Seconds since the epoch. */
export declare function now(): number

/** Tells the other tabs, and hears them. */
export declare function BroadcastChannel(name?: string): {
  receive: (onReceive: (message: BroadcastMessage) => void) => () => void
  post: (message: Record<string, unknown>) => void
}
