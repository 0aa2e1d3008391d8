/**
 * What is known about a provider's server: its metadata, discovered once, and its keys.
 *
 * @module
 */
import * as oauth from 'oauth4webapi'
import { authError, AuthError } from '../../core/errors.ts'
import type { ResolvedConfig } from '../config.ts'
import { createOutbound, type Outbound } from './outbound.ts'
import type { RedirectProvider } from './resolve-provider.ts'

/** How long discovered metadata is used before it is asked for again, in milliseconds. */
const metadataMaxAge = 60 * 60 * 1000

/** How long until it is tried again after that failed, in milliseconds. */
const retryAfter = 60 * 1000

/** How long a sign-in waits for what another has asked for, in milliseconds: most of it must be left. */
const sharingTime = 2000

/** How long a sign-in waits for what the next ones will need, in milliseconds. */
const refreshTime = 500

interface Known {
  readonly server: oauth.AuthorizationServer
  /** When to ask again, in milliseconds since the epoch. */
  refreshAt: number
}

const known = new WeakMap<RedirectProvider, Known>()
const underWay = new WeakMap<RedirectProvider, Promise<oauth.AuthorizationServer>>()
const keyCaches = new WeakMap<RedirectProvider, oauth.JWKSCacheInput>()

/**
 * The provider's metadata. Concurrent callers share one request. Metadata that has aged is used while it
 * is asked for again; one sign-in waits for that, and not for long.
 *
 * Where a runtime lives for one request at a time, as workers do, what a request has begun ends with it,
 * unfinished and unheard. So nothing is left to run on alone, and nobody waits for another's request for
 * ever.
 *
 * @throws {AuthError} `provider_unreachable`, `provider_response_invalid`.
 */
export async function authorizationServer(
  config: Pick<ResolvedConfig, 'now' | 'providerTimeout'>,
  provider: RedirectProvider,
  outbound: Outbound,
): Promise<oauth.AuthorizationServer> {
  const { issuer } = provider
  const cached = known.get(provider)
  if (cached !== undefined) {
    if (issuer !== undefined && cached.refreshAt <= config.now()) {
      // Once a minute if it fails.
      cached.refreshAt = config.now() + retryAfter
      const own = createOutbound(config.providerTimeout)
      const refreshed = discover(provider, issuer, own)
        .then((server) => remember(provider, server, config.now() + metadataMaxAge))
        .catch(() => cached.server)
      return (await within(refreshTime, refreshed)) ?? cached.server
    }
    return cached.server
  }
  if (issuer === undefined || hasAllEndpoints(provider)) {
    return remember(provider, withEndpoints(provider, { issuer: issuer ?? 'none:' }), Infinity)
  }
  try {
    const server = await discoverOnce(provider, () => discover(provider, issuer, outbound))
    return remember(provider, server, config.now() + metadataMaxAge)
  } catch (error) {
    throw toProviderError(error)
  }
}

/**
 * What another sign-in has asked for, if it comes in time; else what this one asks for. A failure is no
 * answer: the other may have begun long before.
 */
async function discoverOnce(
  provider: RedirectProvider,
  begin: () => Promise<oauth.AuthorizationServer>,
): Promise<oauth.AuthorizationServer> {
  const shared = underWay.get(provider)
  if (shared !== undefined) {
    const found = await within(
      sharingTime,
      shared.catch(() => undefined),
    )
    const server = found ?? known.get(provider)?.server
    if (server !== undefined) return server
  }
  const own = begin()
  underWay.set(provider, own)
  try {
    return await own
  } finally {
    if (underWay.get(provider) === own) underWay.delete(provider)
  }
}

/** What comes in time, or `undefined`. */
async function within<T>(milliseconds: number, work: Promise<T>): Promise<T | undefined> {
  let timer: ReturnType<typeof setTimeout> | undefined
  const late = new Promise<undefined>((resolve) => {
    timer = setTimeout(() => resolve(undefined), milliseconds)
  })
  try {
    return await Promise.race([work, late])
  } finally {
    clearTimeout(timer)
  }
}

/** Where the library keeps the provider's keys; it asks again when they age or one is unknown. */
export function keyCache(provider: RedirectProvider): oauth.JWKSCacheInput {
  const cache = keyCaches.get(provider) ?? {}
  keyCaches.set(provider, cache)
  return cache
}

/** Options of a request to the provider. Plain http only where the configuration says so itself. */
export function requestOptions(
  provider: RedirectProvider,
  outbound: Outbound,
): { [oauth.customFetch]: Outbound; [oauth.allowInsecureRequests]: boolean } {
  return {
    [oauth.customFetch]: outbound,
    [oauth.allowInsecureRequests]: isInsecure(provider),
  }
}

/** A failure of the protocol, as one of the catalog. */
export function toProviderError(error: unknown): AuthError {
  if (AuthError.is(error)) return error
  if (error instanceof oauth.AuthorizationResponseError) {
    return authError('provider_refused', { cause: error })
  }
  return authError('provider_response_invalid', { cause: error })
}

async function discover(
  provider: RedirectProvider,
  issuer: string,
  outbound: Outbound,
): Promise<oauth.AuthorizationServer> {
  const identifier = new URL(issuer)
  const options = requestOptions(provider, outbound)
  const response = await oauth.discoveryRequest(identifier, options)
  if (response.status >= 500) throw authError('provider_unreachable')
  return withEndpoints(provider, await oauth.processDiscoveryResponse(identifier, response))
}

/** Lays configured endpoints over the metadata, and refuses addresses that no browser may be sent to. */
function withEndpoints(
  provider: RedirectProvider,
  metadata: oauth.AuthorizationServer,
): oauth.AuthorizationServer {
  const endpoints = {
    authorization_endpoint: provider.authorizationEndpoint ?? metadata.authorization_endpoint,
    token_endpoint: provider.tokenEndpoint ?? metadata.token_endpoint,
    userinfo_endpoint: provider.userinfoEndpoint ?? metadata.userinfo_endpoint,
  }
  const present = Object.entries(endpoints).filter(
    (entry): entry is [string, string] => entry[1] !== undefined,
  )
  const allowed = isInsecure(provider) ? /^https?:\/\//i : /^https:\/\//i
  for (const [name, url] of present) {
    if (typeof url !== 'string' || !allowed.test(url)) {
      throw authError('provider_response_invalid', { cause: new Error(`${name} is not https`) })
    }
  }
  return { ...metadata, ...Object.fromEntries(present) }
}

function remember(
  provider: RedirectProvider,
  server: oauth.AuthorizationServer,
  refreshAt: number,
): oauth.AuthorizationServer {
  known.set(provider, { server, refreshAt })
  return server
}

function hasAllEndpoints(provider: RedirectProvider): boolean {
  // Without discovery there are no keys, so an ID token could not be checked.
  return (
    provider.kind === 'oauth' &&
    provider.authorizationEndpoint !== undefined &&
    provider.tokenEndpoint !== undefined &&
    provider.userinfoEndpoint !== undefined
  )
}

function isInsecure(provider: RedirectProvider): boolean {
  const configured = provider.issuer ?? provider.tokenEndpoint ?? ''
  return configured.startsWith('http:')
}
