/**
 * One request, sent to both sides of an application, and how their answers differ.
 *
 * @module
 */
import { type Application, csrfCookie, csrfToken, secret } from './applications.ts'
import { type Observation, observe } from './observation.ts'

/** A request as it is sent to both sides. */
export interface Asked {
  readonly method: string
  /** Below the base path, such as `/signin/plain`. */
  readonly path: string
  readonly query: readonly (readonly [string, string])[]
  /** What is posted, if something is. */
  readonly fields?: readonly (readonly [string, string])[] | undefined
  /** Whether it is posted as a JSON object. */
  readonly isJson?: boolean | undefined
  /** Posted as JSON as it is, in place of `fields`. */
  readonly object?: unknown
  /** Posted as it is, in place of all that; its type is in `headers`. */
  readonly raw?: string | undefined
  readonly cookies: readonly (readonly [string, string])[]
  readonly headers: Readonly<Record<string, string>>
}

/** One thing in which two answers differ; `undefined`: it is not there. */
export interface Difference {
  readonly what: string
  readonly there: string | undefined
  readonly here: string | undefined
}

/** Two answers to one request. */
export interface Exchange {
  readonly application: Application
  /** As NextAuth was asked. */
  readonly asked: Asked
  /** As we were asked: NextAuth may have been asked what we understood by it. */
  readonly original: Asked
  readonly there: Observation
  readonly here: Observation
}

/** The request of one side. */
export function requestOf(application: Application, asked: Asked): Request {
  const url = new URL(application.origin + application.basePath + asked.path)
  for (const [name, value] of asked.query) url.searchParams.append(name, value)
  const headers = new Headers(asked.headers)
  if (asked.cookies.length > 0) {
    headers.set(
      'cookie',
      asked.cookies.map(([name, value]) => `${name}=${encodeURIComponent(value)}`).join('; '),
    )
  }
  const { host } = new URL(application.origin)
  headers.set('host', host)
  if (application.name === 'behind a proxy') {
    headers.set('x-forwarded-host', host)
    headers.set('x-forwarded-proto', 'https')
  }
  if (asked.method === 'GET') return new Request(url, { headers })
  return new Request(url, { method: asked.method, headers, body: bodyOf(asked, headers) })
}

function bodyOf({ fields = [], isJson, object, raw }: Asked, headers: Headers): BodyInit {
  if (raw !== undefined) return raw
  if (isJson === true) {
    headers.set('content-type', 'application/json')
    return JSON.stringify(object ?? Object.fromEntries(fields))
  }
  return new URLSearchParams(fields.map(([name, value]) => [name, value]))
}

/** What is seen of an answer to a request. */
export async function see(
  application: Application,
  asked: Asked,
  response: Response,
): Promise<Observation> {
  const { cookies, origin, basePath } = application
  const presented = asked.cookies.some(
    ([name, value]) => name === cookies.csrf && value === csrfCookie,
  )
  return observe(response, {
    url: origin + basePath + asked.path,
    secret,
    csrfToken: presented ? csrfToken : undefined,
    sessionCookie: cookies.session,
  })
}

/** Everything in which two answers differ. */
export function differencesOf(there: Observation, here: Observation): Difference[] {
  const names = new Set([...there.keys(), ...here.keys()])
  return [...names]
    .map((what) => ({ what, there: there.get(what), here: here.get(what) }))
    .filter((seen) => seen.there !== seen.here)
}
