/**
 * Zero configuration: `server/auth.ts`, which makes the token backend, in place of routes.
 *
 * @module
 */
import {
  defineEventHandler,
  type EventHandler,
  getRequestIP,
  getRequestURL,
  isEventHandler,
} from 'h3'
import { isRecord } from '../../../../core/protocol.ts'
import { bodyOf } from '../body-stream.ts'

/** As much of `Tokens` of `sojourn/tokens` as is needed. */
interface Backend {
  readonly handle: (
    request: Request,
    from: { readonly address: string | undefined },
  ) => Promise<Response>
}

/**
 * Makes the handler of what the file exports by default: what `createTokens` returned, or a handler already.
 *
 * @param name Of the file, for the error.
 * @throws {TypeError} If it exports neither.
 */
export function mountFile(file: Record<string, unknown>, name: string): EventHandler {
  const exported = file['default'] ?? file['tokens']
  if (isEventHandler(exported)) return exported
  if (!isBackend(exported)) {
    throw new TypeError(
      `${name} must export the token backend: "export default createTokens({ … })", with createTokens of sojourn/tokens. If that file is for something else, call it otherwise, or answer the endpoints in server/api/auth/.`,
    )
  }
  return defineEventHandler(async (event) => {
    const { method, headers } = event
    // The path below `app.baseURL`, as routes see it. What a proxy says of host and protocol is not asked.
    const url = new URL(
      event.path,
      getRequestURL(event, { xForwardedHost: false, xForwardedProto: false }),
    )
    const body = bodyOf(event)
    const request = new Request(url, {
      method,
      headers,
      ...(body === undefined ? {} : { body, duplex: 'half' }),
    })
    return exported.handle(request, { address: getRequestIP(event) })
  })
}

function isBackend(exported: unknown): exported is Backend {
  return isRecord(exported) && typeof exported['handle'] === 'function'
}
