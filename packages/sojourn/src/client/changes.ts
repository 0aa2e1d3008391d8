/**
 * Changes: what is asked of the server beyond who is signed in, and what that means for the session that is
 * known here.
 *
 * Loaded on first use, or before that when the page has settled: see `session-client.ts`.
 *
 * @module
 */
import {
  isRecord,
  type ListedSession,
  type ProvidersBody,
  type RevocationBody,
  type UpdateBody,
} from '../core/protocol.ts'
import type { Session } from '../core/session.ts'
import type { EndpointClient, Reply } from './endpoint-client.ts'
import type { Environment } from './environment.ts'
import { post, readString } from './post.ts'
import type { SessionStoreControl } from './session-store.ts'
import {
  type AuthorizationParams,
  signIn,
  type SignInContext,
  type SignInOptions,
  type SignInResult,
} from './sign-in.ts'
import {
  signOut,
  type SignOutContext,
  type SignOutOptions,
  type SignOutResult,
} from './sign-out.ts'

/** What changes something on the server, for one client. */
export interface Changes {
  readonly signIn: (
    provider?: string | SignInOptions,
    options?: SignInOptions,
    authorizationParams?: AuthorizationParams,
  ) => Promise<SignInResult>
  readonly signOut: (options?: SignOutOptions) => Promise<SignOutResult>
  /** Has the server renew the session, after the updates that were asked for before. */
  readonly update: (data: unknown) => Promise<void>
  /** Where the person is signed in, newest first; `null` if the server does not tell. */
  readonly listSessions: () => Promise<readonly ListedSession[] | null>
  /** Ends sessions of the person. What is left of the list; `null` if it is not certain. */
  readonly revokeSessions: (which: string) => Promise<readonly ListedSession[] | null>
  readonly getCsrfToken: () => Promise<string | undefined>
  readonly getProviders: () => Promise<ProvidersBody | null>
}

/** The client, as far as changes have to do with it. */
export interface ChangeContext {
  readonly endpoints: EndpointClient
  readonly store: SessionStoreControl
  readonly now: () => number
  /** The page; `undefined` on a server. What the options say goes before it. */
  readonly environment: Environment | undefined
  readonly options: {
    readonly href?: SignInContext['href'] | undefined
    readonly navigate?: SignInContext['navigate'] | undefined
  }
  readonly defaultProvider?: string | undefined
  readonly isDisposed: () => boolean
  /** The question for the session that is under way, if one is. */
  readonly reading: () => Promise<unknown> | undefined
  /** Asks for the session. Resolves to `false` if something newer had overtaken the answer. */
  readonly read: () => Promise<boolean>
  /** Takes over an answer about the session, likewise. */
  readonly settle: (reply: Reply, revision: number) => boolean
  /** Takes over what is certain. */
  readonly accept: (data: Session | null, time: number | undefined) => void
  /** Told whenever something was changed. */
  readonly onChanged: () => void
}

function readSessions({ outcome, body }: Reply): readonly ListedSession[] | null {
  return outcome === 'answer' && isRecord(body) ? (body['sessions'] as ListedSession[]) : null
}

/** Within this time after sign-out has sent the page away, nothing else sends it to sign in. */
const leavingTime = 5000

/** Makes the changes of one client. */
export function createChanges(context: ChangeContext): Changes {
  const { endpoints, store, now, environment, options, isDisposed } = context
  let csrfToken: string | undefined
  let leftAt = -Infinity
  let updates: Promise<void> = Promise.resolve()

  const host: SignInContext & SignOutContext = {
    endpoints,
    href: () => (options.href ?? environment?.href)?.(),
    navigate: (url) =>
      isDisposed() ? undefined : (options.navigate ?? environment?.navigate)?.(url),
    isLeaving: () => now() - leftAt < leavingTime,
    defaultProvider: context.defaultProvider,
    revision: store.revision,
    onSignedIn: readAnew,
    async onSignedOut(time, revision) {
      if (isDisposed()) return
      const isOvertaken = revision !== store.revision()
      context.onChanged()
      context.accept(null, time)
      if (isOvertaken) await readAnew()
    },
    onFailed: store.fail,
  }

  /** Asks after a change, until the answer cannot be from before it. */
  async function readAnew(): Promise<void> {
    // Once only: or two who do this would overtake each other for ever. Asked again, a question that
    // is shared has left after the change in any case.
    context.onChanged()
    store.overtake()
    while (!(await context.read()));
  }

  /** Posts something, with a new CSRF token if the one at hand is missing or has become too old. */
  async function postSigned(path: string, fields: object): Promise<Reply> {
    if (csrfToken !== undefined) {
      const reply = await post(endpoints, path, { csrfToken, ...fields })
      if (reply.status !== 400 && reply.status !== 403) return reply
    }
    const asked = await askToken()
    if (csrfToken === undefined) return { ...asked, outcome: 'failure' }
    return post(endpoints, path, { csrfToken, ...fields })
  }

  async function askToken(): Promise<Reply> {
    const reply = await endpoints.send('csrf')
    csrfToken = readString(reply.body, 'csrfToken')
    return reply
  }

  return {
    signIn: (provider, own, authorizationParams) =>
      isRecord(provider)
        ? signIn(host, undefined, provider, authorizationParams)
        : signIn(host, provider, { ...own }, authorizationParams),
    signOut: (own = {}) =>
      signOut(
        {
          ...host,
          navigate(url) {
            leftAt = now()
            return host.navigate(url)
          },
        },
        own,
      ),
    update(data) {
      const own = updates.then(async () => {
        // Its answer carries a cookie from before the update, which must not arrive after it.
        await context.reading()
        if (isDisposed()) return
        const revision = store.revision()
        const reply = await postSigned('session', { data } satisfies Omit<UpdateBody, 'csrfToken'>)
        if (!context.settle(reply, revision)) await readAnew()
        context.onChanged()
      })
      updates = own.catch(() => undefined)
      return own
    },
    listSessions: async () => readSessions(await endpoints.send('sessions')),
    async revokeSessions(revoke) {
      const left = readSessions(
        await postSigned('sessions', { revoke } satisfies Omit<RevocationBody, 'csrfToken'>),
      )
      if (left?.every(({ isCurrent }) => !isCurrent)) await readAnew()
      return left
    },
    async getCsrfToken() {
      await askToken()
      return csrfToken
    },
    async getProviders() {
      const { outcome, body } = await endpoints.send('providers')
      return outcome === 'answer' && isRecord(body) ? (body as ProvidersBody) : null
    },
  }
}
