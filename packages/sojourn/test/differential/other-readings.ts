/**
 * Requests that are understood in another way here than by NextAuth, each by the id under which
 * `docs/differences.md` gives the reason. NextAuth's answer to what we understand is compared with our answer
 * to what was asked.
 *
 * @module
 */
import type { Application } from './applications.ts'
import type { Asked } from './exchange.ts'
import { actionOf, isLong, isPost, usesCallbackUrl, webUrl } from './request-terms.ts'

/** A request that is understood in another way here. */
export interface OtherReading {
  readonly id: string
  /** What we take it for; `undefined` if that is what it says. */
  readonly read: (asked: Asked, application: Application) => Asked | undefined
}

/** The same request with other words for where to go. */
function withCallbackUrl(
  asked: Asked,
  change: (url: string) => string | undefined,
): Asked | undefined {
  let changed = false
  const replace = (pairs: Asked['query'] = []): [string, string][] =>
    pairs.map(([name, value]) => {
      const other = name === 'callbackUrl' ? change(value) : undefined
      if (other !== undefined) changed = true
      return [name, other ?? value]
    })
  const next = {
    ...asked,
    query: replace(asked.query),
    fields: asked.fields && replace(asked.fields),
  }
  return changed ? next : undefined
}

/** The same request with another cookie that says where to go. */
function withRemembered(
  asked: Asked,
  { cookies }: Application,
  change: (url: string) => string | undefined,
): Asked | undefined {
  const known = asked.cookies.find(([name]) => name === cookies.callbackUrl)
  const other = known && change(known[1])
  if (known === undefined || other === undefined) return undefined
  const rest = asked.cookies.filter((cookie) => cookie !== known)
  return { ...asked, cookies: other === '' ? rest : [...rest, [known[0], other]] }
}

/** The same request with other words for where to go, wherever it says so. */
function withUrls(
  asked: Asked,
  application: Application,
  change: (url: string) => string | undefined,
): Asked | undefined {
  const named = withCallbackUrl(asked, change)
  return withRemembered(named ?? asked, application, change) ?? named
}

/** Requests that are understood in another way here. */
export const otherReadings: readonly OtherReading[] = [
  {
    id: 'first-of-several',
    read(asked) {
      const first = (pairs: Asked['query']): Asked['query'] =>
        pairs.filter(([name], index) => pairs.findIndex(([other]) => other === name) === index)
      const query = first(asked.query)
      // Of JSON the parser takes the last, here as there.
      const fields = asked.isJson === true ? asked.fields : asked.fields && first(asked.fields)
      const isSame = query.length === asked.query.length && fields?.length === asked.fields?.length
      return isSame ? undefined : { ...asked, query, fields }
    },
  },
  {
    id: 'sign-in-page-query',
    read(asked) {
      if (isPost(asked) || actionOf(asked) !== 'signin') return undefined
      const taken = new Set(['csrfToken', 'providers', 'theme'])
      const query = asked.query.filter(([name]) => !taken.has(name))
      return query.length === asked.query.length ? undefined : { ...asked, query }
    },
  },
  {
    id: 'callback-url-unused',
    read(asked) {
      const isNamedTwice = asked.fields?.some(([name]) => name === 'callbackUrl') === true
      if (usesCallbackUrl(asked) && !isNamedTwice) return undefined
      const query = asked.query.filter(([name]) => name !== 'callbackUrl')
      const fields = usesCallbackUrl(asked)
        ? asked.fields
        : asked.fields?.filter(([name]) => name !== 'callbackUrl')
      const isSame = query.length === asked.query.length && fields?.length === asked.fields?.length
      return isSame ? undefined : { ...asked, query, fields }
    },
  },
  {
    id: 'callback-url-cookie',
    read: (asked, application) =>
      withRemembered(asked, application, (url) => {
        const target = webUrl(url, application.origin)
        return target === null || target.username !== '' || target.password !== '' ? '' : undefined
      }),
  },
  {
    id: 'long-callback-url',
    read(asked, application) {
      const { origin } = application
      const home = (url: string): string | undefined => (isLong(url, origin) ? origin : undefined)
      return withUrls(asked, application, home)
    },
  },
  {
    id: 'callback-url-reading',
    read(asked, application) {
      const { origin } = application
      const meant = (url: string): string | undefined => {
        const target = url === '' ? null : webUrl(url, origin)
        // What is spelled otherwise is the same to both, unless it is a path that NextAuth takes apart.
        return target === null || target.href === url ? undefined : target.href
      }
      return withUrls(asked, application, meant)
    },
  },
  {
    id: 'stale-chunks',
    read(asked, { cookies }) {
      const isWhole = asked.cookies.some(
        ([name, value]) => name === cookies.session && value !== '',
      )
      const kept = asked.cookies.filter(([name]) => !name.startsWith(`${cookies.session}.`))
      if (!isWhole || kept.length === asked.cookies.length) return undefined
      return { ...asked, cookies: kept }
    },
  },
]
