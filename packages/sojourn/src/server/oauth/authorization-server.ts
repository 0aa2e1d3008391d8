/**
 * What is known about a provider's server: its metadata, discovered once, and its keys.
 *
 * @module
 */
import * as oauth from 'oauth4webapi'
import { authError, AuthError } from '../../core/errors.ts'
import { isRecord } from '../../core/protocol.ts'
import type { ResolvedConfig } from '../config.ts'
import { type MetadataSource, metadataSource } from './metadata-source.ts'
import { createOutbound, type Outbound } from './outbound.ts'
import type { RedirectProvider } from './resolve-provider.ts'
import { shareWork, type UnderWay, within } from './shared-work.ts'
import { tenantTemplate } from './tenants.ts'

/** How long discovered metadata is used before it is asked for again, in milliseconds. */
const metadataMaxAge = 60 * 60 * 1000

/** How long until it is tried again after that failed, in milliseconds. */
const retryAfter = 60 * 1000

/** How long a sign-in waits for what the next ones will need, in milliseconds. */
const refreshTime = 500

interface Known {
  readonly server: oauth.AuthorizationServer
  /** When to ask again, in milliseconds since the epoch. */
  refreshAt: number
}

const known = new WeakMap<MetadataSource, Known>()
const underWay: UnderWay<oauth.AuthorizationServer> = new WeakMap()

/**
 * The provider's metadata. Concurrent callers share one request. Metadata that has aged is used while it
 * is asked for again; one sign-in waits for that, and not for long, and nothing is left to run on alone.
 *
 * @throws {AuthError} `provider_unreachable`, `provider_response_invalid`.
 */
export async function authorizationServer(
  config: Pick<ResolvedConfig, 'now' | 'providerTimeout'>,
  provider: RedirectProvider,
  outbound: Outbound,
): Promise<oauth.AuthorizationServer> {
  const { issuer } = provider
  const source = metadataSource(config, provider)
  const cached = known.get(source)
  if (cached !== undefined) {
    if (issuer !== undefined && cached.refreshAt <= config.now()) {
      // Once a minute if it fails.
      cached.refreshAt = config.now() + retryAfter
      const own = createOutbound(config.providerTimeout, provider.foreign?.fetch)
      const refreshed = discover(provider, issuer, own)
        .then((server) => remember(source, server, config.now() + metadataMaxAge))
        .catch(() => cached.server)
      return (await within(refreshTime, refreshed)) ?? cached.server
    }
    return cached.server
  }
  if (issuer === undefined || hasAllEndpoints(provider)) {
    return remember(source, withEndpoints(provider, { issuer: issuer ?? 'none:' }), Infinity)
  }
  try {
    const server = await shareWork(underWay, source, () => discover(provider, issuer, outbound))
    return remember(source, server, config.now() + metadataMaxAge)
  } catch (error) {
    throw toProviderError(error)
  }
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
  const { metadataUrl } = provider
  const options = requestOptions(provider, outbound)
  const response = await oauth.discoveryRequest(new URL(issuer), {
    ...options,
    // The library only knows the usual address.
    [oauth.customFetch]: (url, request) => outbound(metadataUrl ?? url, request),
  })
  if (response.status >= 500) throw authError('provider_unreachable')
  const said = await response
    .clone()
    .json()
    .catch(() => undefined)
  const expected = expectedIssuer(provider, issuer, isRecord(said) ? said['issuer'] : undefined)
  const metadata = await oauth.processDiscoveryResponse(expected, response)
  return withEndpoints(
    provider,
    provider.foreign?.hasTenants
      ? { ...metadata, issuer: tenantTemplate(metadata.issuer) }
      : metadata,
  )
}

/**
 * What the metadata must name as the issuer: the configured one. Where only the document's address was
 * configured, as NextAuth v4 allows, any of the same origin; and of all tenants, what stands for each.
 */
function expectedIssuer(provider: RedirectProvider, issuer: string, said: unknown): URL {
  const expected = new URL(issuer)
  const named = typeof said === 'string' ? URL.parse(said) : null
  if (named === null) return expected
  if (provider.isIssuerByMetadata && named.origin === expected.origin) return named
  const isTemplate =
    provider.foreign?.hasTenants === true && tenantTemplate(issuer) === tenantTemplate(String(said))
  return isTemplate ? named : expected
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
    jwks_uri: metadata.jwks_uri,
    pushed_authorization_request_endpoint: metadata.pushed_authorization_request_endpoint,
  }
  const present = Object.entries(endpoints).filter(
    (entry): entry is [string, string] => entry[1] !== undefined,
  )
  const allowed = isInsecure(provider) ? /^https?:$/ : /^https:$/
  for (const [name, url] of present) {
    const protocol = typeof url === 'string' ? URL.parse(url)?.protocol : undefined
    if (protocol === undefined || !allowed.test(protocol)) {
      throw authError('provider_response_invalid', { cause: new Error(`${name} is not https`) })
    }
  }
  return { ...metadata, ...Object.fromEntries(present) }
}

function remember(
  source: MetadataSource,
  server: oauth.AuthorizationServer,
  refreshAt: number,
): oauth.AuthorizationServer {
  known.set(source, { server, refreshAt })
  return server
}

function hasAllEndpoints(provider: RedirectProvider): boolean {
  // Without discovery there are no keys, so an ID token could not be checked.
  return (
    provider.kind === 'oauth' &&
    provider.authorizationEndpoint !== undefined &&
    provider.tokenEndpoint !== undefined &&
    (provider.userinfoEndpoint !== undefined || provider.foreign?.requestUserinfo !== undefined)
  )
}

function isInsecure(provider: RedirectProvider): boolean {
  const configured = provider.issuer ?? provider.tokenEndpoint ?? ''
  return configured.startsWith('http:')
}
