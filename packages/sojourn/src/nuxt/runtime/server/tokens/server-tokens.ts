/**
 * The tokens of each request of this server, as the application is configured.
 *
 * @module
 */
import type { H3Event } from 'h3'
import { useRuntimeConfig } from 'nitropack/runtime'
import type { TokenHooks } from '../../../../client/tokens/token-hooks.ts'
import type { TokenProvider } from '../../../../client/tokens/token-provider.ts'
import {
  defaultBaseURL,
  type PrivateAuthConfig,
  type PublicAuthConfig,
  type PublicLocal,
} from '../../../options.ts'
import { tokenBaseOf } from '../../base-path.ts'
import { markOf } from '../asking.ts'
import { createEventTokens, type EventTokens } from './event-tokens.ts'

/** What of the options this server goes by. */
export interface TokenServer {
  readonly provider: TokenProvider
  readonly tokensOf: (event: H3Event) => EventTokens
}

let made: TokenServer | undefined
let hooks: TokenHooks | undefined

/** Remembers the hooks of the application, at start. */
export function registerHooks(given: TokenHooks | undefined): void {
  hooks = given
}

/** Made once, at the first use. */
export function tokenServer(): TokenServer {
  return (made ??= create())
}

/** What the environment says in place of `auth.baseURL`; `undefined` if nothing. */
export function addressInEnvironment(): string | undefined {
  const { originEnvKey } = useRuntimeConfig()['sojourn'] as PrivateAuthConfig
  return process.env[originEnvKey] || undefined
}

function create(): TokenServer {
  const config = useRuntimeConfig()
  const options = config.public['auth'] as PublicAuthConfig<PublicLocal>
  const { provider: hidden, baseURL: hiddenBase } = config['sojourn'] as PrivateAuthConfig
  const provider = hidden === '' ? options.provider : hidden
  // Where it is kept from browsers, what the environment says under the public name still goes before it.
  const isPublic = hiddenBase === '' || options.baseURL !== defaultBaseURL
  const baseURL = tokenBaseOf(
    isPublic ? options : { ...options, baseURL: hiddenBase },
    addressInEnvironment(),
  )
  return {
    provider,
    tokensOf: createEventTokens({
      baseURL,
      provider,
      hooks,
      mark: markOf(config.app, baseURL),
      fetch: async (url, options) => $fetch.raw<unknown>(url, options as object),
    }),
  }
}
