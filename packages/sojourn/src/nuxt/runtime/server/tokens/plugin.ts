/**
 * Gives the rendering of each page the tokens of its request.
 *
 * @module
 */
import { type H3Event, setResponseHeader } from 'h3'
import { defineNitroPlugin, getRouteRules, useRuntimeConfig } from 'nitropack/runtime'
import { personal } from '../../../../core/protocol.ts'
import type { PublicAuthConfig, RouteOptions } from '../../../options.ts'
import { isShared } from '../shared-page.ts'
import { addressInEnvironment, tokenServer } from './server-tokens.ts'
import './context.ts'

export default defineNitroPlugin((nitro) => {
  const address = addressInEnvironment()
  nitro.hooks.hook('request', (event) => {
    // The browser goes where the server goes. This is the request's own copy of the configuration.
    if (address !== undefined) {
      ;(useRuntimeConfig(event).public['auth'] as PublicAuthConfig).baseURL = address
    }
    event.context.sojournTokens = () => {
      // A page for everybody must hold nothing of anybody; the browser asks for itself.
      if (isShared(event) || isBlind(event)) return undefined
      // Nobody signed in is an answer too: kept by a cache, it would be given to people who are.
      if (!event.node.res.headersSent) setResponseHeader(event, 'cache-control', personal)
      return tokenServer().tokensOf(event).client
    }
  })
})

/** Whether the page is to be rendered without looking who it is for. */
function isBlind(event: H3Event): boolean {
  const rule = (getRouteRules(event) as Record<string, unknown>)['auth'] as RouteOptions | undefined
  const { disableServerSideAuth } = useRuntimeConfig().public['auth'] as PublicAuthConfig
  return rule?.disableServerSideAuth ?? disableServerSideAuth
}
