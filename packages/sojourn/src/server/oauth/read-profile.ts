/**
 * The profile: what a provider says about the person who signs in, beyond that it is them.
 *
 * @module
 */
import * as oauth from 'oauth4webapi'
import { authError } from '../../core/errors.ts'
import { isRecord } from '../../core/protocol.ts'
import type { Profile } from '../../core/user.ts'
import { requestOptions } from './authorization-server.ts'
import type { Exchange } from './exchange.ts'
import { requestForeignUserinfo } from './foreign-requests.ts'
import { verifySignature } from './signature.ts'

/**
 * Reads the profile: the claims of the ID token, the userinfo endpoint's answer, or both.
 *
 * @param response What the browser brought back; of Apple it has the name.
 * @throws {AuthError} `provider_unreachable`, `provider_response_invalid`.
 */
export async function readProfile(
  exchange: Exchange,
  tokens: oauth.TokenEndpointResponse,
  response: URLSearchParams,
): Promise<Profile> {
  const { provider } = exchange
  const profile =
    provider.kind === 'oidc'
      ? await readOpenIdProfile(exchange, tokens)
      : await readUserinfo(exchange, tokens)
  // By this name an application that copies fields would change the prototype of its own objects.
  if (Object.hasOwn(profile, '__proto__')) Reflect.deleteProperty(profile, '__proto__')
  return provider.foreign?.postsUser ? withPostedUser(profile, response) : profile
}

async function readOpenIdProfile(
  exchange: Exchange,
  tokens: oauth.TokenEndpointResponse,
): Promise<Profile> {
  const { provider, server, client, outbound } = exchange
  const claims = oauth.getValidatedIdTokenClaims(tokens) as oauth.IDToken
  const request = provider.foreign?.requestUserinfo
  if (request !== undefined) {
    const own = await requestForeignUserinfo(exchange.forForeign(), request, tokens)
    if (own['sub'] !== undefined && own['sub'] !== claims.sub) throw invalid('userinfo of another')
    return own
  }
  const named = claims['name'] !== undefined || claims['email'] !== undefined
  const needless = (named && !provider.alwaysUserinfo) || provider.foreign?.postsUser === true
  if (server.userinfo_endpoint === undefined || needless) return { ...claims }
  // Some providers put no more than the subject into the token and the rest here.
  const options = requestOptions(provider, outbound)
  const answer = await conform(
    exchange,
    await oauth.userInfoRequest(server, client, tokens.access_token, options),
  )
  if (answer.status >= 500) throw authError('provider_unreachable')
  const signed = isToken(answer) ? await answer.clone().text() : undefined
  const userinfo = await oauth.processUserInfoResponse(server, client, claims.sub, answer)
  if (signed !== undefined) await verifySignature(exchange, signed)
  const merged: Profile = { ...claims, ...userinfo }
  // Whether an address is verified is said of the address beside it, never of one from elsewhere.
  if (userinfo.email !== undefined && userinfo.email_verified === undefined) {
    delete merged['email_verified']
  }
  return merged
}

async function readUserinfo(
  exchange: Exchange,
  tokens: oauth.TokenEndpointResponse,
): Promise<Profile> {
  const { provider, server, outbound } = exchange
  const request = provider.foreign?.requestUserinfo
  if (request !== undefined) {
    return requestForeignUserinfo(exchange.forForeign(), request, tokens)
  }
  if (server.userinfo_endpoint === undefined) throw invalid('there is no userinfo endpoint')
  const answer = await conform(
    exchange,
    await oauth.protectedResourceRequest(
      tokens.access_token,
      'GET',
      new URL(server.userinfo_endpoint),
      new Headers({ accept: 'application/json', 'user-agent': 'sojourn' }),
      null,
      requestOptions(provider, outbound),
    ),
  )
  if (answer.status >= 500) throw authError('provider_unreachable')
  if (!answer.ok) throw invalid(`userinfo came with status ${answer.status}`)
  const body: unknown = await answer.json()
  if (!isRecord(body)) throw invalid('userinfo is no object')
  return body
}

async function conform({ provider }: Exchange, answer: Response): Promise<Response> {
  const mended: unknown = await provider.foreign?.conformUserinfo?.(answer.clone())
  return mended instanceof Response ? mended : answer
}

/** Apple posts the person's name beside the code, the first time only. It is not signed. */
function withPostedUser(profile: Profile, response: URLSearchParams): Profile {
  try {
    const user: unknown = JSON.parse(response.get('user') ?? '')
    return isRecord(user) ? { ...profile, user } : profile
  } catch {
    return profile
  }
}

function isToken(answer: Response): boolean {
  return /^application\/jwt\b/i.test(answer.headers.get('content-type') ?? '')
}

function invalid(reason: string): Error {
  return authError('provider_response_invalid', { cause: new Error(reason) })
}
