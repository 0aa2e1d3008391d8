/**
 * Routes: the table by which the handler of a request is found.
 *
 * The table is built once. A handler that most processes never need is imported when it is first
 * called, so that reading sessions costs no application the code of all the ways to sign in.
 *
 * @module
 */
import { type Answer, empty, type EngineRequest } from '../answer.ts'
import { routeOf } from '../request-path.ts'
import type { RouteContext } from './context.ts'
import { lazy } from './lazy.ts'
import { answerSession } from './session.ts'

type Handler = (context: RouteContext) => Promise<Answer>

interface Route {
  readonly handle: Handler
  /** Whether the path has a second segment, the provider's id. */
  readonly provider: 'none' | 'optional' | 'required'
}

const table: Readonly<Record<string, Readonly<Record<string, Route>>>> = {
  session: {
    GET: { provider: 'none', handle: answerSession },
    POST: {
      provider: 'none',
      handle: lazy(async () => (await import('./session-update.ts')).answerSessionUpdate),
    },
  },
  sessions: {
    GET: {
      provider: 'none',
      handle: lazy(async () => (await import('./sessions.ts')).answerSessions),
    },
    POST: {
      provider: 'none',
      handle: lazy(async () => (await import('./sessions.ts')).answerRevocation),
    },
  },
  events: {
    GET: {
      provider: 'none',
      handle: lazy(async () => (await import('./events.ts')).answerEvents),
    },
  },
  csrf: {
    GET: {
      provider: 'none',
      handle: lazy(async () => (await import('./csrf.ts')).answerCsrf),
    },
  },
  providers: {
    GET: {
      provider: 'none',
      handle: lazy(async () => (await import('./providers.ts')).answerProviders),
    },
  },
  signin: {
    GET: {
      provider: 'optional',
      handle: lazy(async () => (await import('./sign-in-page.ts')).answerSignInPage),
    },
    POST: {
      provider: 'optional',
      handle: lazy(async () => (await import('./sign-in.ts')).answerSignIn),
    },
  },
  callback: {
    GET: {
      provider: 'required',
      handle: lazy(async () => (await import('./callback.ts')).answerCallback),
    },
    POST: {
      provider: 'required',
      handle: lazy(async () => (await import('./callback.ts')).answerCallback),
    },
  },
  'verify-request': {
    GET: {
      provider: 'none',
      handle: lazy(async () => (await import('./verify-request.ts')).answerVerifyRequest),
    },
  },
  signout: {
    GET: {
      provider: 'none',
      handle: lazy(async () => (await import('./sign-out-page.ts')).answerSignOutPage),
    },
    POST: {
      provider: 'none',
      handle: lazy(async () => (await import('./sign-out.ts')).answerSignOut),
    },
  },
  // NextAuth's client reports its errors here. Anybody can, so nothing is made of it.
  _log: {
    POST: { provider: 'none', handle: async () => empty() },
  },
  error: {
    GET: {
      provider: 'optional',
      handle: lazy(async () => (await import('./error-page.ts')).answerErrorPage),
    },
  },
}

/** Characters of a path below the base path. */
const maxRestLength = 256

/** What the path and method of a request lead to. */
export type Match =
  | { readonly handle: Handler; readonly providerId: string | undefined }
  | { readonly refused: 'action_unknown' | 'method_unsupported' }

/**
 * Finds the handler of a request.
 *
 * @param basePath Without a trailing slash.
 */
export function matchRoute(request: EngineRequest, basePath: string): Match {
  const { method } = request
  const rest = routeOf(request, basePath)
  // Longer than any action and provider: not worth splitting.
  if (rest === undefined || rest.length > maxRestLength) return { refused: 'action_unknown' }
  const [action = '', providerId, ...more] = rest.replace(/\/+$/, '').split('/')
  const methods = Object.hasOwn(table, action) ? table[action] : undefined
  if (methods === undefined || more.length > 0) return { refused: 'action_unknown' }
  const route = Object.hasOwn(methods, method) ? methods[method] : undefined
  if (route === undefined) return { refused: 'method_unsupported' }
  if (providerId === undefined ? route.provider === 'required' : route.provider === 'none') {
    return { refused: 'action_unknown' }
  }
  return { handle: route.handle, providerId }
}
