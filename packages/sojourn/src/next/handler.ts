/**
 * The catch-all route below which the endpoints are, in either router.
 *
 * @module
 */
import type { NextApiRequest, NextApiResponse } from 'next'
import type { NextRequest } from 'next/server.js'
import { withinBase } from '../core/base-path.ts'
import { sendAnswer, toEngineRequest } from '../node/index.ts'
import type { Auth } from '../server/index.ts'
import { routeRequest } from './route-request.ts'

/** What Next hands to a route handler besides the request. Before Next 15 it was no promise. */
export interface RouteContext {
  readonly params: Promise<Record<string, string | string[] | undefined>>
}

/** Answers the requests below `/api/auth`, in either router. */
export interface RequestHandler {
  /** As default export of `pages/api/auth/[...nextauth].ts`. */
  (req: NextApiRequest, res: NextApiResponse): Promise<void>
  /** As `GET` and `POST` of `app/api/auth/[...nextauth]/route.ts`. The last, which Next's types look at. */
  (request: Request, context: RouteContext): Promise<Response>
}

/** Makes it of the engine, which is asked for when a request comes. */
export function createHandler(engine: () => Auth): RequestHandler {
  async function handler(
    request: Request | NextApiRequest,
    context: RouteContext | NextApiResponse,
  ): Promise<Response | void> {
    return 'params' in context
      ? answerRoute(engine(), request as Request, context)
      : answerApi(engine(), request as NextApiRequest, context)
  }
  return handler as RequestHandler
}

/**
 * Answers a request of the app router.
 *
 * @param context Absent where an application calls the handler itself, with nothing but the request.
 */
export async function answerRoute(
  auth: Auth,
  request: Request,
  context?: RouteContext,
): Promise<Response> {
  const params = await context?.params
  const matched = params && Object.values(params).find((value) => Array.isArray(value))
  const segments = matched ?? (params ? [] : segmentsOf(request, auth.basePath))
  return auth.handle(routeRequest(request, auth.basePath, segments, request))
}

/** What the catch-all route has matched, by the address. */
function segmentsOf(request: Request, authPath: string): string[] {
  const { basePath, pathname } =
    'nextUrl' in request ? (request as NextRequest).nextUrl : bare(request)
  const path = basePath + pathname
  const base = `${withinBase(authPath, basePath)}/`
  if (!path.startsWith(base)) return []
  const segments = path.slice(base.length).split('/')
  return segments.filter((segment) => segment !== '').map(decoded)
}

function bare({ url }: Request): { basePath: string; pathname: string } {
  return { basePath: '', pathname: new URL(url).pathname }
}

/** A segment as Next would have it; what cannot be decoded is no name of ours. */
function decoded(segment: string): string {
  try {
    return decodeURIComponent(segment)
  } catch {
    return segment
  }
}

async function answerApi(auth: Auth, req: NextApiRequest, res: NextApiResponse): Promise<void> {
  // By its name: a query such as `?a=1&a=2` makes an array, too.
  const { nextauth } = req.query
  const segments = Array.isArray(nextauth) ? nextauth : []
  const answer = await auth.answer(routeRequest(toEngineRequest(req), auth.basePath, segments, req))
  sendAnswer(res, answer)
}
