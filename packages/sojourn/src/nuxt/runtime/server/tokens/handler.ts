/**
 * The route of the token endpoints.
 *
 * @module
 */
import { defineEventHandler, getRouterParam } from 'h3'
import { answerTokenRequest } from './token-endpoints.ts'
import { tokenServer } from './server-tokens.ts'

export default defineEventHandler(async (event) => {
  const { provider, tokensOf } = tokenServer()
  return answerTokenRequest(event, getRouterParam(event, '_') ?? '', tokensOf, provider)
})
