/**
 * Answers that belong to one person, and stay so whatever a page says of them afterwards.
 *
 * @module
 */
import {
  getResponseHeader,
  getResponseHeaders,
  type H3Event,
  removeResponseHeader,
  setResponseHeader,
} from 'h3'
import { personal } from '../../../core/protocol.ts'
import { isTargeted } from './shared-headers.ts'

const marked = new WeakSet<H3Event>()
let isReported = false

/**
 * Keeps the answer out of every cache. Nobody signed in is an answer too: kept by a cache, it would be given to people
 * who are.
 */
export function makePersonal(event: H3Event): void {
  marked.add(event)
  if (!event.node.res.headersSent) setResponseHeader(event, 'cache-control', personal)
}

/**
 * Mends, before the answer goes out, what a page, a plugin or a route said of caches after the session had been looked
 * at. Says so in the log, once for each process. An answer with `no-store` stays as it is.
 */
export function keepPersonal(event: H3Event): void {
  if (!marked.has(event) || event.node.res.headersSent) return
  const targeted = Object.keys(getResponseHeaders(event)).filter(isTargeted)
  const isKept = /no-store/i.test(String(getResponseHeader(event, 'cache-control')))
  if (isKept && targeted.length === 0) return
  for (const name of targeted) removeResponseHeader(event, name)
  if (!isKept) setResponseHeader(event, 'cache-control', personal)
  if (isReported) return
  isReported = true
  console.error(
    `[sojourn] ${event.path.split('?', 1)[0]} asked to be kept by caches after it had looked who it is for, which would show one person's page to others. It went out with "${personal}". To cache a page for everybody, say so in its route rules, where it is known before.`,
  )
}

/** As much of Nitro's hooks as is needed. */
interface AnswerHooks {
  hook(name: 'beforeResponse', run: (event: H3Event) => void): unknown
  hook(
    name: 'error',
    run: (error: Error, context: { event?: H3Event | undefined }) => void,
  ): unknown
}

/** Has the answers of this server mended, also those that end in an error page. */
export function guardPersonal(hooks: AnswerHooks): void {
  hooks.hook('beforeResponse', keepPersonal)
  hooks.hook('error', (_, { event }) => {
    if (event) keepPersonal(event)
  })
}
