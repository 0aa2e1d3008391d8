/**
 * What the panel in Nuxt DevTools and the tabs of the application tell each other. In development only.
 *
 * @module
 */

/** Name of the channel. */
export const channelName = 'sojourn:devtools'

/** Path of the panel, below `app.baseURL`. */
export const panelPath = '/__sojourn__/'

/** Why a tab knows something else than before. */
export type Cause =
  | '401'
  | 'expiry'
  | 'focus'
  | 'interval'
  | 'manual'
  | 'other tab'
  | 'reconnect'
  | 'rendered'

/** What the panel may have a tab do. */
export type Command = 'expire' | 'offline' | 'online' | 'refetch' | 'revoke'

/** What a tab tells. Instants are milliseconds since the epoch, by the clock of this device unless said otherwise. */
export interface TabReport {
  readonly type: 'report'
  /** Names the tab. */
  readonly tab: string
  readonly path: string
  readonly provider: 'authjs' | 'local'
  readonly status: string
  readonly data: unknown
  /** Code of the error, if one stands. */
  readonly error: string | null
  readonly isPending: boolean
  readonly refreshedAt: number | null
  /** How far the server's clock is ahead; `null` until it has told. */
  readonly offset: number | null
  /** When the session ends, by the server's clock; `null` if it does not say. */
  readonly expiresAt: number | null
  /** When the access token ends, by the clock that made it; `null` if there is none, or it does not say. */
  readonly tokenExpiresAt: number | null
  readonly last: { readonly cause: Cause; readonly at: number }
  readonly isOffline: boolean
  /** What came of the last command. */
  readonly notice: string
}

/** What goes over the channel. */
export type Message =
  | TabReport
  | { readonly type: 'hello' }
  | { readonly type: 'gone'; readonly tab: string }
  | { readonly type: 'command'; readonly tab: string; readonly command: Command }
