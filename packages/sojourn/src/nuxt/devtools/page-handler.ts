/**
 * Answers the panel's page. Added by the module in development only.
 *
 * @module
 */
import { defineEventHandler, setResponseHeaders } from 'h3'
import { panelPage } from './panel-page.ts'

export default defineEventHandler((event) => {
  setResponseHeaders(event, {
    'content-type': 'text/html; charset=utf-8',
    'cache-control': 'no-store',
    'content-security-policy':
      "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; base-uri 'none'; form-action 'none'",
  })
  return panelPage
})
