/**
 * Posted forms: what they say, and the answer in the way they ask for.
 *
 * @module
 */
import type { RedirectBody } from '../../core/protocol.ts'
import { type Answer, json, redirect } from '../answer.ts'
import { resolveCallbackUrl } from '../guards/callback-url.ts'
import { resolveOrigin } from '../origin.ts'
import { type Body, readBody } from '../request-body.ts'
import type { RouteContext } from './context.ts'

/** A form that a browser posted, or a client in its place. */
export interface PostedForm {
  readonly body: Body
  /** Public origin of the application. */
  readonly origin: string
  /** Whether the client asked for `{ url }` in place of a redirect. */
  readonly asJson: boolean
  /** Whether a session that comes of it outlives the browser: unless the form says `remember=false`. */
  readonly remember: boolean
  /** Where the browser goes in the end; resolved. */
  readonly callbackUrl: string
  /** `Set-Cookie` values that remember where it goes. */
  readonly cookies: readonly string[]
}

/**
 * Reads a form. Says nothing yet about whether it is from a page of ours.
 *
 * @throws {AuthError} `host_untrusted`, `body_invalid`, `body_too_large`, `callback_url_invalid`.
 */
export async function readForm({
  engine,
  request,
}: Pick<RouteContext, 'engine' | 'request'>): Promise<PostedForm> {
  const origin = resolveOrigin(engine.config, request)
  const body = await readBody(request)
  const asked = body['callbackUrl'] ?? new URL(request.url).searchParams.get('callbackUrl')
  const { url, cookies } = await resolveCallbackUrl(engine, request, asked, origin)
  return {
    body,
    origin,
    asJson: engine.config.wire.wantsJson(request.headers, body),
    remember: body['remember'] !== 'false' && body['remember'] !== false,
    callbackUrl: url,
    cookies,
  }
}

/** Sends the browser on, or tells the client where to send it. It remembers where the form wanted to go. */
export function leadTo(
  url: string,
  form: Pick<PostedForm, 'asJson'> & Partial<Pick<PostedForm, 'cookies'>>,
  init: {
    readonly cookies?: readonly string[] | undefined
    readonly status?: number
    readonly headers?: Record<string, string>
  } = {},
): Answer {
  const { cookies: more = [], ...rest } = init
  const cookies = [...(form.cookies ?? []), ...more]
  if (!form.asJson) return redirect(url, cookies)
  return json({ url } satisfies RedirectBody, { ...rest, cookies })
}
