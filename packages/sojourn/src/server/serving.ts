/**
 * The engine at work: what `createAuth` promises, done.
 *
 * Imported when the first request comes. Until then an application that imports the engine, as every
 * one of its processes and build steps does, has paid for its configuration only.
 *
 * @module
 */
import type { Session, SessionSnapshot } from '../core/session.ts'
import { tellSessionNews } from '../core/session-news.ts'
import type { SessionRecord } from '../core/storage.ts'
import { asAuthError } from '../core/errors.ts'
import { type Answer, type EngineRequest, json, type SessionRequest } from './answer.ts'
import type { ResolvedConfig } from './config.ts'
import { describe } from './describe-error.ts'
import { createEngine } from './engine.ts'
import type { EngineMemory } from './memory.ts'
import {
  type AccountKey,
  deleteUser,
  type LinkedAccount,
  listAccounts,
  unlinkAccount,
} from './accounts/manage-accounts.ts'
import type { AuthenticationDemand } from '../core/step-up.ts'
import { listSessions, revokeSession, revokeSessions } from './session/manage-sessions.ts'
import { requireAuthentication } from './session/require-authentication.ts'
import type { RenewalOptions, RenewedSession, SessionClaims } from './session/session-strategy.ts'
import type { SessionEndListener } from './watch/session-end.ts'

/** What an engine does with requests. */
export interface Serving {
  /** Answers a request to an endpoint below the base path. Never rejects. */
  readonly handle: (request: EngineRequest) => Promise<Response>
  /** {@link Serving.handle} as plain data, for a host that writes to a socket itself. */
  readonly answer: (request: EngineRequest) => Promise<Answer>
  /**
   * The session of a request, or `null`. Writes nothing, so the session does not slide by it.
   *
   * @throws {AuthError} `request_failed` if a callback of the application throws, `storage_unavailable`.
   */
  readonly getSession: (request: SessionRequest) => Promise<Session | null>
  /**
   * {@link Serving.getSession} with the time of reading: what a page that is rendered now begins with.
   *
   * @throws {AuthError} `request_failed` if a callback of the application throws, `storage_unavailable`.
   */
  readonly getSnapshot: (request: SessionRequest) => Promise<SessionSnapshot>
  /**
   * The session of a request and the `Set-Cookie` values that renew it, for a host that renders a page
   * and answers the browser itself.
   *
   * @param options.slides `false` for a request that does not show that a person is there: the session ends when it would
   *   have ended, and there are cookies only for what the `jwt` callback has changed. Default `true`.
   * @throws {AuthError} `request_failed` if a callback of the application throws, `storage_unavailable`.
   */
  readonly renewSession: (
    request: SessionRequest,
    options?: RenewalOptions,
  ) => Promise<RenewedSession>
  /** The claims that the request's session carries, for the server's eyes, or `null`. */
  readonly getToken: (request: SessionRequest) => Promise<SessionClaims | null>
  /**
   * The claims of a session whose person has signed in recently, or strongly, enough for what comes next. Where
   * sessions have records, the storage is asked now.
   *
   * What counts is when they proved who they are: `auth_time` of the ID token if the provider says it, else when
   * they signed in here. A stored session knows only the latter, and of one that another system began nobody knows.
   * What the `jwt` callback changes is not kept, as there is no answer to keep it with.
   *
   * @param demand Default: being signed in is enough.
   * @returns With `auth_time` (seconds since the epoch), `acr` and `amr` of the sign-in, as far as they are known.
   * @throws {AuthError} `session_required`; `insufficient_user_authentication`, with `max_age` and `acr_values` as a
   *   challenge has them; `configuration_invalid` if `acrValues` are demanded of stored sessions, or `maxAge` of those of
   *   an adapter of Auth.js, which keeps no such time; `request_failed` if the `jwt` callback throws;
   *   `storage_unavailable`.
   * @throws {TypeError} If nobody could meet the demand.
   * @see {@link https://www.rfc-editor.org/rfc/rfc9470 | RFC 9470}
   */
  readonly requireAuthentication: (
    request: SessionRequest,
    demand?: AuthenticationDemand,
  ) => Promise<SessionClaims>
  /**
   * Where a person is signed in, newest first. Needs sessions with records: the strategy `database`, or
   * `jwt` with `session.maxStaleness`.
   *
   * @throws {AuthError} `configuration_invalid` where they have none, `storage_outdated`,
   *   `storage_unavailable`.
   */
  readonly listSessions: (userId: string) => Promise<readonly SessionRecord[]>
  /**
   * Ends one session of a person by its public id.
   *
   * @returns Whether it was there.
   * @throws {AuthError} As {@link Serving.listSessions}.
   */
  readonly revokeSession: (userId: string, id: string) => Promise<boolean>
  /**
   * Ends all sessions of a person, or all but one: after a change of the password, or when somebody must
   * go.
   *
   * @param options.except Public id of a session that stays: `jti` of {@link Serving.getToken}.
   * @returns How many there were.
   * @throws {AuthError} As {@link Serving.listSessions}.
   */
  readonly revokeSessions: (
    userId: string,
    options?: { readonly except?: string | undefined },
  ) => Promise<number>
  /**
   * Tells when the session of a request has ended: to close a WebSocket that was opened by it, say.
   *
   * What ends in this process is told at once. What ends in another one is found by asking the storage: within a second,
   * and within six where more than 1,000 sessions are watched. A sealed session without a record (`session.maxStaleness`)
   * cannot be asked about, so of it only what happens in this process is known, and that the cookie which came with
   * `request` has expired. The `jwt` callback is not asked, for what it changes could not be kept; that it has ended the
   * session is told when a browser asks for that.
   *
   * @param listener Called once, never because of a renewal; at once, with `signed-out`, if the request has no session.
   *   What it throws is logged.
   * @returns Stops it. Call it when what was opened is closed.
   * @throws {AuthError} `storage_unavailable`.
   *
   * @example
   * ```ts
   * const stop = await auth.onSessionEnd(toSessionRequest(req), ({ cause }) => socket.close(4401, cause))
   * socket.on('close', stop)
   * ```
   */
  readonly onSessionEnd: (
    request: SessionRequest,
    listener: SessionEndListener,
  ) => Promise<() => void>
  /**
   * Has the open pages of a person ask for their session again: their role was changed, say. Reaches those that are
   * connected to this process. Nothing is written.
   */
  readonly notifySessions: (userId: string) => Promise<void>
  /**
   * In which other ways a person can sign in, without the tokens.
   *
   * @throws {AuthError} `configuration_invalid` without a storage that lists them, `storage_outdated`,
   *   `storage_unavailable`.
   */
  readonly listAccounts: (userId: string) => Promise<readonly LinkedAccount[]>
  /**
   * Unlinks one of them.
   *
   * @throws {AuthError} `account_unknown` if it is not linked to this person, `account_last` if they could not
   *   sign in any more; else as {@link Serving.listAccounts}.
   */
  readonly unlinkAccount: (userId: string, account: AccountKey) => Promise<void>
  /**
   * Deletes a person, with accounts, password and sessions. Ask them for proof before.
   *
   * @returns Whether they were stored.
   * @throws {AuthError} `configuration_invalid` without a storage, `storage_unavailable`.
   */
  readonly deleteUser: (userId: string) => Promise<boolean>
}

/**
 * What serves a request for which no configuration could be made. Fails closed: everything is refused with
 * `configuration_invalid`, and the reason is in the log.
 */
export function serveFailure(thrown: unknown): Serving {
  const error = asAuthError(thrown, 'configuration_invalid')
  console.error(`[sojourn] ${error.code}`, describe(error))
  const refuse = async (): Promise<never> => {
    throw error
  }
  const answer = async (): Promise<Answer> => json(error.toJSON(), { status: error.status })
  return {
    answer,
    handle: async () => {
      const { toResponse } = await import('./routes/answer-request.ts')
      return toResponse(await answer())
    },
    getSession: refuse,
    getSnapshot: refuse,
    renewSession: refuse,
    getToken: refuse,
    requireAuthentication: refuse,
    listSessions: refuse,
    revokeSession: refuse,
    revokeSessions: refuse,
    onSessionEnd: refuse,
    notifySessions: refuse,
    listAccounts: refuse,
    unlinkAccount: refuse,
    deleteUser: refuse,
  }
}

/** Makes the engine and its members. */
export function serve(config: ResolvedConfig, memory: EngineMemory): Serving {
  const engine = createEngine(config, memory)
  // Kept, because even a repeated `import()` costs more than reading a session.
  let loading: Promise<typeof import('./routes/answer-request.ts')> | undefined

  return {
    async answer(request) {
      const { answerRequest } = await (loading ??= import('./routes/answer-request.ts'))
      return answerRequest(engine, request)
    },
    async handle(request) {
      const { answerRequest, toResponse } = await (loading ??= import('./routes/answer-request.ts'))
      return toResponse(await answerRequest(engine, request))
    },
    getSession: (request) => engine.strategy.read(engine, request),
    getSnapshot: (request) => engine.strategy.snapshot(engine, request),
    // One by one: what else a caller hands over is no update.
    renewSession: (request, { slides } = {}) => engine.strategy.renew(engine, request, { slides }),
    getToken: (request) => engine.strategy.readClaims(engine, request),
    requireAuthentication: (request, demand) => requireAuthentication(engine, request, demand),
    listSessions: (userId) => listSessions(engine, userId),
    revokeSession: (userId, id) => revokeSession(engine, userId, id),
    revokeSessions: (userId, options) => revokeSessions(engine, userId, options),
    async onSessionEnd(request, listener) {
      const { onSessionEnd } = await import('./watch/session-end.ts')
      return onSessionEnd(engine, request, listener)
    },
    notifySessions: async (userId) => tellSessionNews({ kind: 'changed', userId }),
    listAccounts: (userId) => listAccounts(engine, userId),
    unlinkAccount: (userId, account) => unlinkAccount(engine, userId, account),
    async deleteUser(userId) {
      const wasThere = await deleteUser(engine, userId)
      tellSessionNews({ kind: 'doubtful', userId })
      return wasThere
    },
  }
}
