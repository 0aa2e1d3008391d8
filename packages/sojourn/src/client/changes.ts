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
import type { Reply } from './endpoint-client.ts'
import type { OpenedWindow } from './environment.ts'
import { personOf } from './person.ts'
import { post, readString } from './post.ts'
import type { SessionCore } from './session-core.ts'
import {
  type AuthorizationParams,
  refusal,
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
    /** The window that was opened for it, if the options ask for one and the browser has allowed it. */
    popup?: OpenedWindow,
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

/** Where the page is and how it is left, in place of what the client's options say. */
export interface ChangePlace {
  readonly href?: SignInContext['href'] | undefined
  readonly navigate?: SignInContext['navigate'] | undefined
  readonly defaultProvider?: SignInContext['defaultProvider']
}

function readSessions({ outcome, body }: Reply): readonly ListedSession[] | null {
  return outcome === 'answer' && isRecord(body) ? (body['sessions'] as ListedSession[]) : null
}

/** Within this time after sign-out has sent the page away, nothing else sends it to sign in. */
const leavingTime = 5000

/** Makes the changes of one client. */
export function createChanges(core: SessionCore, place: ChangePlace = core.options): Changes {
  const { endpoints, store, now, environment } = core
  let csrfToken: string | undefined
  let leftAt = -Infinity
  let updates: Promise<void> = Promise.resolve()

  const host: SignInContext & SignOutContext = {
    endpoints,
    href: () => (place.href ?? environment?.href)?.(),
    navigate: (url) =>
      core.isDisposed ? undefined : (place.navigate ?? environment?.navigate)?.(url),
    isLeaving: () => now() - leftAt < leavingTime,
    defaultProvider: place.defaultProvider,
    revision: store.revision,
    person: () => personOf(store.get().data),
    onSignedIn: readAnew,
    async onSignedOut(time, revision) {
      if (core.isDisposed) return
      const isOvertaken = revision !== store.revision()
      core.changedAt = now()
      core.accept(null, time)
      if (isOvertaken) await readAnew()
    },
    onFailed: store.fail,
  }

  /** Asks after a change, until the answer cannot be from before it. */
  async function readAnew(): Promise<void> {
    // Once only: or two who do this would overtake each other for ever. Asked again, a question that
    // is shared has left after the change in any case.
    core.changedAt = now()
    store.overtake()
    while (!(await core.read()));
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
    async signIn(provider, own, authorizationParams, popup) {
      const [id, options] = isRecord(provider) ? [undefined, provider] : [provider, { ...own }]
      if (!options.popup) return signIn(host, id, options, authorizationParams)
      const loaded = await import('./popup.ts').catch(() => undefined)
      if (loaded) {
        return loaded.signInByPopup(core, host, popup, id, options, authorizationParams)
      }
      popup?.close()
      return refusal('session_unavailable', 0)
    },
    signOut: (own) =>
      signOut(
        {
          ...host,
          navigate(url) {
            leftAt = now()
            return host.navigate(url)
          },
        },
        { ...own },
      ),
    update(data) {
      const own = updates.then(async () => {
        // Its answer carries a cookie from before the update, which must not arrive after it.
        await core.reading()
        if (core.isDisposed) return
        const revision = store.revision()
        const reply = await postSigned('session', { data } satisfies Omit<UpdateBody, 'csrfToken'>)
        if (!core.settle(reply, revision)) await readAnew()
        core.changedAt = now()
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
