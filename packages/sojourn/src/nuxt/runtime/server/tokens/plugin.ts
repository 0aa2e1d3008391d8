/**
 * Gives the rendering of each page the tokens of its request.
 *
 * @module
 */
import type { H3Event } from 'h3'
import { defineNitroPlugin, getRouteRules, useRuntimeConfig } from 'nitropack/runtime'
import {
  defaultBaseURL,
  type PrivateAuthConfig,
  type PublicAuthConfig,
  type RouteOptions,
} from '../../../options.ts'
import { guardPersonal, makePersonal } from '../personal-answer.ts'
import { isShared } from '../shared-page.ts'
import { addressInEnvironment, tokenServer } from './server-tokens.ts'
import './context.ts'

export default defineNitroPlugin((nitro) => {
  const address = addressInEnvironment()
  guardPersonal(nitro.hooks)
  nitro.hooks.hook('request', (event) => {
    tellAddress(event, address)
    event.context.sojournTokens = () => {
      // A page for everybody must hold nothing of anybody; the browser asks for itself.
      if (isShared(event) || isBlind(event)) return undefined
      makePersonal(event)
      return tokenServer().tokensOf(event).client
    }
  })
})

/** The browser goes where the server goes, unless the server goes for it: then the address is nobody's business. */
function tellAddress(event: H3Event, address: string | undefined): void {
  // The request's own copy of the configuration.
  const config = useRuntimeConfig(event)
  const options = config.public['auth'] as PublicAuthConfig
  const own = config['sojourn'] as PrivateAuthConfig
  if (own.baseURL === '') {
    if (address !== undefined) options.baseURL = address
    return
  }
  if (address !== undefined) own.baseURL = address
  else if (options.baseURL !== defaultBaseURL) own.baseURL = options.baseURL
  options.baseURL = defaultBaseURL
}

/** Whether the page is to be rendered without looking who it is for. */
function isBlind(event: H3Event): boolean {
  const rule = (getRouteRules(event) as Record<string, unknown>)['auth'] as RouteOptions | undefined
  const { disableServerSideAuth } = useRuntimeConfig().public['auth'] as PublicAuthConfig
  return rule?.disableServerSideAuth ?? disableServerSideAuth
}
