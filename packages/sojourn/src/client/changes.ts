/**
 * Changes: what is asked of the server beyond who is signed in.
 *
 * What a change means for the session that is known is decided in `session-client.ts`.
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
import { post, readString } from './post.ts'
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
  /** Posts an update. */
  readonly postUpdate: (data: unknown) => Promise<Reply>
  /** Where the person is signed in, newest first; `null` if the server does not tell. */
  readonly listSessions: () => Promise<readonly ListedSession[] | null>
  /** Ends sessions of the person. What is left of the list; `null` if it is not certain. */
  readonly revokeSessions: (which: string) => Promise<readonly ListedSession[] | null>
  readonly getCsrfToken: () => Promise<string | undefined>
  readonly getProviders: () => Promise<ProvidersBody | null>
}

function readSessions({ outcome, body }: Reply): readonly ListedSession[] | null {
  return outcome === 'answer' && isRecord(body) ? (body['sessions'] as ListedSession[]) : null
}

/** Within this time after sign-out has sent the page away, nothing else sends it to sign in. */
const leavingTime = 5000

/** Makes the changes of one client. */
export function createChanges(
  context: Omit<SignInContext, 'isLeaving'> & SignOutContext & { readonly now: () => number },
): Changes {
  const { endpoints, navigate, now } = context
  let csrfToken: string | undefined
  let leftAt = -Infinity

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
    signIn: (provider, options, authorizationParams) =>
      signIn(
        { ...context, isLeaving: () => now() - leftAt < leavingTime },
        isRecord(provider) ? undefined : provider,
        (isRecord(provider) ? provider : options) ?? {},
        authorizationParams,
      ),
    signOut: (options = {}) =>
      signOut(
        {
          ...context,
          navigate(url) {
            leftAt = now()
            navigate(url)
          },
        },
        options,
      ),
    postUpdate: (data) => postSigned('session', { data } satisfies Omit<UpdateBody, 'csrfToken'>),
    listSessions: async () => readSessions(await endpoints.send('sessions')),
    revokeSessions: async (revoke) =>
      readSessions(
        await postSigned('sessions', { revoke } satisfies Omit<RevocationBody, 'csrfToken'>),
      ),
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
