/**
 * Answers of token endpoints: what is mended before the protocol library reads them, and what it lets through
 * and we do not.
 *
 * @module
 */
import { authError } from '../../core/errors.ts'
import { isRecord } from '../../core/protocol.ts'
import type { RedirectProvider } from './resolve-provider.ts'

/** Seconds that a token may live: longer than any is meant to, and short enough for every database. */
const maxExpiresIn = 2 ** 32

/**
 * Prepares an answer: parsed once, `scope` as one text (some send a list), without the members that are
 * `null`, and in plain OAuth 2.0 without an ID token: it was not asked for, so it could not be checked.
 *
 * @throws {AuthError} `provider_response_invalid` if it is a page, or a token's lifetime makes no sense.
 */
export async function prepareTokenAnswer(
  kind: RedirectProvider['kind'],
  answer: Response,
): Promise<Response> {
  if (answer.status !== 200) return answer
  const type = answer.headers.get('content-type')?.split(';', 1)[0]?.trim().toLowerCase() ?? ''
  // Outside of OpenID Connect some answer in JSON and say that it is text.
  if (type === 'text/html' || (kind === 'oidc' && !/^application\/(\w+\+)?json$/.test(type))) {
    throw invalid(`the token endpoint answered with ${type.slice(0, 40) || 'no content type'}`)
  }
  const body: unknown = await answer.json()
  if (!isRecord(body)) throw invalid('the token endpoint answered with no object')
  return fromParsed(tidyTokens(kind, body))
}

/** {@link prepareTokenAnswer} for what was parsed already. */
export function tidyTokens(
  kind: RedirectProvider['kind'],
  body: Readonly<Record<string, unknown>>,
): Record<string, unknown> {
  const { __proto__: _own, ...tokens } = Object.fromEntries(
    Object.entries(body).filter(([, value]) => value !== null),
  ) as Record<string, unknown>
  if (kind === 'oauth') {
    delete tokens['id_token']
    // Some leave it out, and mean the only one there is.
    tokens['token_type'] ??= 'bearer'
  }
  if (Array.isArray(tokens['scope'])) tokens['scope'] = tokens['scope'].join(' ')
  const { expires_in: lifetime } = tokens
  if (lifetime !== undefined) {
    const seconds = typeof lifetime === 'string' ? Number(lifetime) : lifetime
    if (typeof seconds !== 'number' || !(seconds >= 0 && seconds <= maxExpiresIn)) {
      throw invalid('expires_in makes no sense')
    }
    tokens['expires_in'] = Math.floor(seconds)
  }
  return tokens
}

/** A successful answer whose body is there already, so that it is not written and parsed again. */
function fromParsed(body: Record<string, unknown>): Response {
  const answer = new Response()
  answer.json = async () => body
  return answer
}

function invalid(reason: string): Error {
  return authError('provider_response_invalid', { cause: new Error(reason) })
}
