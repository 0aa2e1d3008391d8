/**
 * Requests and answers as NextAuth's engine had them. There is no engine of this form here: `createAuth` of
 * `sojourn/server` takes a `Request` and makes a `Response`.
 *
 * @module
 */
/* oxlint-disable typescript/no-explicit-any -- As in NextAuth, for applications that were compiled against it. */
import type { AuthAction, CookieOption } from './types.mjs'

/** A request, taken apart. `authorize` of a credentials provider is given a part of it. */
export interface RequestInternal {
  origin?: string
  method?: string
  cookies?: Partial<Record<string, string>>
  headers?: Record<string, any>
  query?: Record<string, any>
  body?: Record<string, any>
  action: AuthAction
  providerId?: string
  error?: string
}

/** A header of an answer. */
export interface NextAuthHeader {
  key: string
  value: string
}

/** An answer, as data. */
export interface ResponseInternal<Body extends string | Record<string, any> | any[] = any> {
  status?: number
  headers?: NextAuthHeader[]
  body?: Body
  redirect?: string
  cookies?: (CookieOption & { value: string })[]
}
