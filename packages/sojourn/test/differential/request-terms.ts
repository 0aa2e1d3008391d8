/**
 * What a request says, and to which application: the words in which the differences are told.
 *
 * @module
 */
import type { Application } from './applications.ts'
import type { Asked } from './exchange.ts'

/** The first part of a path. */
export function actionOf({ path }: Asked): string {
  return path.split('/')[1] ?? ''
}

export function isPost({ method }: Asked): boolean {
  return method === 'POST'
}

/** A callback of the application's own. */
export function callbackOf({ options }: Application, name: string): unknown {
  return (options['callbacks'] as Record<string, unknown> | undefined)?.[name]
}

/** Whether sessions are kept by the adapter. */
export function isStored({ options }: Application): boolean {
  const session = options['session'] as { strategy?: string } | undefined
  return options['adapter'] !== undefined && session?.strategy !== 'jwt'
}

/** Where the endpoints are. */
export function baseOf({ origin, basePath }: Application): string {
  return origin + basePath
}

/** What a request says by a name in its body, else in its query; as NextAuth reads it, the last of several. */
export function said({ object, fields, query }: Asked, name: string): unknown {
  const posted =
    object === undefined
      ? fields?.findLast(([field]) => field === name)?.[1]
      : (object as Record<string, unknown>)[name]
  return posted ?? query.findLast(([field]) => field === name)?.[1]
}

/** What was said, if it is text. */
export function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined
}

/** The same as we read it: the first of several, but of JSON what its parser says. */
export function meant(asked: Asked, name: string): unknown {
  if (asked.isJson === true) return said({ ...asked, query: asked.query.toReversed() }, name)
  const fields = asked.fields?.toReversed()
  return said({ ...asked, fields, query: asked.query.toReversed() }, name)
}

/** What a request asks about its `callbackUrl`, read as a URL; null if it is none of the web. */
export function webUrl(url: string, origin: string): URL | null {
  const parsed = URL.parse(url, origin)
  return parsed !== null && /^https?:$/.test(parsed.protocol) ? parsed : null
}

/** Whether a request leads to what it names. */
export function usesCallbackUrl(asked: Asked): boolean {
  const action = actionOf(asked)
  const isForm = action === 'signin' || action === 'signout'
  const isEntered = ['credentials', 'pin', 'email'].includes(asked.path.split('/')[2] ?? '')
  if (!isPost(asked)) return isForm && asked.method === 'GET'
  return isForm || (action === 'callback' && isEntered)
}

/** What is longer than this leads home. */
export const maxLength = 2048

export function isLong(url: string, origin: string): boolean {
  return (URL.parse(url, origin)?.href.length ?? 0) > maxLength
}
