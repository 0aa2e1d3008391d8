/**
 * What the arguments of callbacks and events may differ in, each by the id under which `docs/differences.md` gives
 * the reason.
 *
 * @module
 */
import type { CallDifference } from './calls.ts'

/** Something that two calls may differ in. */
export interface KnownCallDifference {
  readonly id: string
  readonly explains: (difference: CallDifference) => boolean
}

/** Whether something of ours is there that NextAuth does not have. */
const isMore = ({ there, here }: CallDifference): boolean =>
  there === undefined && here !== undefined

export const knownCallDifferences: readonly KnownCallDifference[] = [
  {
    id: 'pkce-and-nonce',
    explains: (one) => isMore(one) && /^(profile|claims)\.nonce$/.test(one.path ?? ''),
  },
  {
    id: 'sealed-anew',
    explains: ({ step, name, path, here }) =>
      step === 'read' && name === 'jwt.encode' && path === undefined && here === undefined,
  },
  {
    id: 'form-fields',
    explains: ({ flow, path, here }) =>
      flow.way === 'credentials' &&
      here === undefined &&
      /^credentials\.(csrfToken|callbackUrl|json|redirect)$/.test(path ?? ''),
  },
  {
    id: 'redirect-asked',
    explains: ({ name, path, there, here }) =>
      name === 'callbacks.redirect' &&
      (path === undefined ||
        (path === 'url' && [there, here].every((url) => url?.endsWith('/inbox"') === true))),
  },
  {
    id: 'is-new-user',
    explains: (one) => one.path === 'isNewUser' && isMore(one) && one.here === 'false',
  },
  {
    id: 'token-answer',
    explains: ({ path = '', there, here }) =>
      (/^(account|tokens)\.token_type$/.test(path) && there?.toLowerCase() === here) ||
      (/^(account|tokens)\.expires_in$/.test(path) && there === undefined),
  },
  {
    id: 'engine-claims',
    explains: (one) =>
      one.flow.hasCodec === true &&
      isMore(one) &&
      /^(claims|token)\.(jti|iat|exp|sojourn\..+)$/.test(one.path ?? ''),
  },
  {
    id: 'session-event-first',
    explains: ({ flow, name, step, there, here }) =>
      flow.hasCodec === true &&
      name === 'order' &&
      step === 'update' &&
      there?.endsWith('jwt.encode, events.session') === true &&
      here?.endsWith('events.session, jwt.encode') === true,
  },
  {
    id: 'signed-out-session',
    explains: ({ name, path, there, here }) =>
      name === 'events.signOut' &&
      ((path === 'session.sessionToken' && here === undefined) ||
        (path === 'session.id' && there === undefined)),
  },
  {
    id: 'email-user',
    explains: ({ flow, name, path = '', here }) =>
      flow.way === 'email' &&
      name === 'callbacks.signIn' &&
      ((path === 'user.id' && here === '""') ||
        (/^(user\.emailVerified|account\.userId)$/.test(path) && here === undefined)),
  },
]
