/**
 * The engine of the client in the browser: where the backend is, how Nuxt speaks to it, and the hooks of the
 * application.
 *
 * Loaded when first needed, or before that when the page has settled.
 *
 * @module
 */
import type { NuxtApp } from 'nuxt/app'
import type { TokenCore } from '../../../../client/tokens/token-core.ts'
import { createTokenEngine, type TokenEngine } from '../../../../client/tokens/token-engine.ts'
import type { SendTokenRequest } from '../../../../client/tokens/token-request.ts'
import hooks from '#build/sojourn-hooks.mjs'
import type { PublicAuthConfig } from '../../../options.ts'
import { tokenBaseOf } from '../../base-path.ts'

/** By Nuxt's `$fetch`: its errors are what applications of NuxtAuth expect, and it knows `app.baseURL`. */
const send: SendTokenRequest = async ({ url, ...request }) => {
  const { status, headers, _data } = await $fetch.raw<unknown>(url, {
    ...request,
    retry: false,
    // From an HTTP cache, which also holds back a second request for the same until the first is answered.
    cache: 'no-store',
    credentials: 'include',
  } as object)
  return { status, headers, body: _data }
}

/** Makes what creates the engine in an application. */
export function engineIn({ $config }: NuxtApp): (core: TokenCore) => TokenEngine {
  const baseURL = tokenBaseOf($config.public['auth'] as PublicAuthConfig)
  return (core) => createTokenEngine(core, { ...core.options, baseURL, send, hooks })
}
