/**
 * What answers may differ in, each by the id under which `docs/differences.md` gives the reason, and held
 * against what it says.
 *
 * @module
 */
import { isAuthErrorCode } from '../../src/core/errors.ts'
import type { Difference, Exchange } from './exchange.ts'
import { canonical } from './observation.ts'
import {
  actionOf,
  baseOf,
  callbackOf,
  isLong,
  isPost,
  isStored,
  meant,
  said,
  textOf,
  usesCallbackUrl,
  webUrl,
} from './request-terms.ts'

/** Something that two answers may differ in. */
export interface KnownDifference {
  readonly id: string
  readonly explains: (difference: Difference, exchange: Exchange) => boolean
}

const signInCodes = new Set([
  'Signin',
  'OAuthSignin',
  'OAuthCallback',
  'OAuthCreateAccount',
  'EmailCreateAccount',
  'Callback',
  'OAuthAccountNotLinked',
  'EmailSignin',
  'CredentialsSignin',
  'SessionRequired',
])

/** What the browser's cookie says of the way back. */
function remembered({ asked, application }: Exchange): string | undefined {
  const { callbackUrl } = application.cookies
  return asked.cookies.find(([name]) => name === callbackUrl)?.[1]
}

/** Where NextAuth leads after all: what it has written into its cookie, or left there. */
function wayBack(exchange: Exchange): string {
  const { application, there } = exchange
  const written = there.get(`cookie ${application.cookies.callbackUrl}`)
  return written ?? canonical(remembered(exchange) || '/', application.origin)
}

const builtIn = {
  signIn: 'signin',
  signOut: 'signout',
  error: 'error',
  verifyRequest: 'verify-request',
}

/** A page of the application's own, or a built-in one. */
function page({ application }: Exchange, name: keyof typeof builtIn): URL {
  return new URL(
    application.pages[name] ?? `${application.basePath}/${builtIn[name]}`,
    application.origin,
  )
}

/** Where a browser is in the end that follows NextAuth's answer through its own pages. */
function destinationThere(exchange: Exchange): URL | undefined {
  const { application, there } = exchange
  const to = there.get('leads to')
  const error = there.get('leads with error') ?? ''
  const base = baseOf(application)
  if (to === `${base}/signin`) return page(exchange, 'signIn')
  if (to === `${base}/signout`) return page(exchange, 'signOut')
  if (to === `${base}/verify-request`) return page(exchange, 'verifyRequest')
  if (to !== `${base}/error`) return undefined
  return signInCodes.has(error) ? page(exchange, 'signIn') : page(exchange, 'error')
}

/** What the address of a page has of its own. */
function isOfPage({ what, there, here }: Difference, target: URL | undefined): boolean {
  const name = /^leads with (.*)$/.exec(what)?.[1]
  return name !== undefined && there === undefined && target?.searchParams.get(name) === here
}

function withoutQuery(url: URL | undefined): string | undefined {
  return url && url.origin + url.pathname
}

/** Whether NextAuth answers that an address is refused for what it is: a method, an action, a provider. */
function isUnsupported(text: string | undefined): boolean {
  return text?.startsWith('Error: This action with HTTP ') === true
}

/** Whether our answer is a failure of the catalog: JSON, or a page where one was asked for. */
function isFailure({ asked, here }: Exchange, ...codes: string[]): boolean {
  const code = JSON.parse(here.get('json code') ?? 'null') as unknown
  if (here.get('content') === 'text/html')
    return asked.headers['accept']?.includes('text/html') ?? false
  return isAuthErrorCode(code) && (codes.length === 0 || codes.includes(code))
}

const ofBody = /^(content|text|json.*|form.*)$/

/** What a request cannot say to a provider: what the protocol says, and what our own forms say. */
const reservedParams = new Set([
  'callbackUrl',
  'redirect_uri',
  'csrfToken',
  'json',
  'code',
  'nonce',
])

/** What answers may differ in. */
export const knownDifferences: readonly KnownDifference[] = [
  {
    id: 'email-confirmation',
    explains: ({ what }, { application, asked, here }) =>
      asked.path === '/callback/email' &&
      !isPost(asked) &&
      here.get('status') === '200' &&
      here.get(`form ${baseOf(application)}/callback/email`) === 'POST' &&
      what !== 'caching',
  },
  {
    id: 'email-comma',
    explains: ({ what }, exchange) =>
      exchange.asked.path === '/signin/email' &&
      textOf(said(exchange.asked, 'email'))?.includes(',') === true &&
      exchange.there.get('leads to') === `${baseOf(exchange.application)}/verify-request` &&
      exchange.here.get('leads with code') === 'email_invalid' &&
      exchange.here.get('leads to') === withoutQuery(page(exchange, 'signIn')) &&
      (what === 'status' || what.startsWith('leads ')),
  },
  {
    id: 'callback-url-invalid',
    // Everything of the answer: NextAuth's is a failure of the server, or leads home.
    explains: (_, exchange) => {
      const { asked, application, there, here } = exchange
      const url = said(asked, 'callbackUrl')
      if (url === undefined || url === '' || here.get('status') !== '400') return false
      if (!isFailure(exchange, 'callback_url_invalid')) return false
      const target = typeof url === 'string' ? webUrl(url, application.origin) : null
      const isRefused = target === null || target.username !== '' || target.password !== ''
      const isFailed =
        there.get('status') === '500' ||
        (!isPost(asked) && there.get('leads to') === withoutQuery(page(exchange, 'error')))
      return isRefused && (isFailed || isPost(asked) || target !== null)
    },
  },
  {
    id: 'body-invalid',
    explains: ({ what }, exchange) =>
      exchange.here.get('status') === '400' &&
      isFailure(exchange, 'body_invalid') &&
      exchange.original.raw !== undefined &&
      what !== 'caching',
  },
  {
    id: 'uncached',
    explains: ({ what, there, here }) =>
      what === 'caching' &&
      there === ' |  | ' &&
      here === 'private, no-cache, no-store | no-cache | 0',
  },
  {
    id: 'cookies-when-needed',
    explains: ({ what, there, here }, exchange) => {
      const { application, asked, original } = exchange
      const { callbackUrl, csrf } = application.cookies
      if (here !== undefined || there === undefined || there === 'removed') return false
      const action = actionOf(asked)
      if (what.startsWith(`cookie ${csrf}`)) {
        const isShown = exchange.here.get('content') === 'text/html' && action.startsWith('sign')
        return action !== 'csrf' && !isShown
      }
      if (!what.startsWith(`cookie ${callbackUrl}`)) return false
      const isNamed = Boolean(said(asked, 'callbackUrl') && meant(original, 'callbackUrl'))
      return !isNamed || !usesCallbackUrl(asked)
    },
  },
  {
    id: 'callback-url-reading',
    // The cookie gets the spelling in which the address is followed.
    explains: ({ what, there, here }, { application, asked, original, here: ours }) => {
      const { callbackUrl } = application.cookies
      const known = original.cookies.find(([name]) => name === callbackUrl)?.[1]
      const reread = asked.cookies.find(([name]) => name === callbackUrl)?.[1]
      return (
        what.startsWith(`cookie ${callbackUrl}`) &&
        there === undefined &&
        here !== undefined &&
        known !== reread &&
        ours.get(`cookie ${callbackUrl}`) === reread
      )
    },
  },
  {
    id: 'way-back-in-forms',
    explains: ({ what, there, here }, exchange) =>
      /^form .* field callbackUrl$/.test(what) && there === undefined && here === wayBack(exchange),
  },
  {
    id: 'sign-in-page-query',
    explains: ({ what, there, here }, exchange) =>
      /^form .* field callbackUrl$/.test(what) &&
      actionOf(exchange.asked) === 'signin' &&
      there ===
        canonical(textOf(said(exchange.asked, 'callbackUrl')) ?? '', exchange.application.origin) &&
      here === wayBack(exchange),
  },
  {
    id: 'failure-bodies',
    explains: ({ what }, exchange) => {
      const { there, here } = exchange
      const isThrown = there.get('status') === '500' && there.get('content') === 'none'
      return (
        ofBody.test(what) &&
        (isUnsupported(there.get('text')) || isThrown) &&
        there.get('status') === here.get('status') &&
        isFailure(exchange)
      )
    },
  },
  {
    id: 'credentials-by-get',
    explains: ({ what }, exchange) => {
      const { there, here, asked } = exchange
      return (
        (what === 'status' || ofBody.test(what)) &&
        !isPost(asked) &&
        there.get('text') === 'Error: Callback for provider type credentials not supported' &&
        here.get('status') === '400' &&
        isFailure(exchange, 'method_unsupported')
      )
    },
  },
  {
    id: 'csrf-refused',
    explains: (difference, exchange) => {
      const { what, there, here } = difference
      const { asked, application } = exchange
      if (!isPost(asked)) return false
      if (actionOf(asked) === 'session') {
        const isRefused =
          exchange.there.get('status') === '400' &&
          exchange.here.get('status') === '403' &&
          isFailure(exchange, 'csrf_mismatch')
        return isRefused && (what === 'status' || ofBody.test(what))
      }
      if (exchange.there.get('leads with csrf') !== 'true') return false
      const target = destinationThere(exchange)
      const code = exchange.here.get('leads with code')
      const isUnknown = code === 'provider_unknown'
      if (!isUnknown && code !== 'csrf_mismatch') return false
      switch (what) {
        case 'status':
          return exchange.here.get('leads by') === 'json' && here === (isUnknown ? '400' : '403')
        case 'leads to':
          return here === withoutQuery(target) && there?.startsWith(baseOf(application)) === true
        case 'leads with error':
          return here === (isUnknown ? 'Callback' : 'MissingCSRF')
        case 'leads with csrf':
          return isUnknown && here === undefined
        case 'leads with code':
          return true
        case 'leads with callbackUrl':
          return here === wayBack(exchange)
        default:
          return isOfPage(difference, target)
      }
    },
  },
  {
    id: 'way-back-in-address',
    explains: ({ what, there, here }, exchange) =>
      what === 'leads with callbackUrl' &&
      there === undefined &&
      here === wayBack(exchange) &&
      exchange.here.get('leads to') === withoutQuery(page(exchange, 'signIn')) &&
      exchange.there.get('leads with csrf') === undefined &&
      exchange.there.get('leads with error') === undefined,
  },
  {
    id: 'straight-to-the-page',
    explains: (difference, exchange) => {
      const { there, application } = exchange
      const { what, here } = difference
      const base = baseOf(application)
      const isDetour = [`${base}/signin`, `${base}/verify-request`].includes(
        there.get('leads to') ?? '',
      )
      if (!isDetour || there.get('leads with csrf') !== undefined) return false
      const target = destinationThere(exchange)
      if (what === 'leads to') return here === withoutQuery(target)
      if (what === 'leads with callbackUrl') return here === wayBack(exchange)
      return isOfPage(difference, target)
    },
  },
  {
    id: 'error-names',
    explains: ({ what, there, here }, exchange) => {
      const { asked, application } = exchange
      if (isPost(asked) || Object.keys(application.pages).length === 0) return false
      const error = meant(exchange.original, 'error')
      // There the name is put into the address as it is.
      const isTornApart = typeof error === 'string' && /[&#+%]/.test(error)
      if (isTornApart && exchange.here.get('leads with error') === error) {
        return what.startsWith('leads with ')
      }
      if (what !== 'leads with error') return false
      if (here !== undefined) return there === decodeURIComponent(here)
      const inPath = asked.path.split('/')[2]
      return there === 'undefined' || there === '' || encodeURIComponent(there ?? '-') === inPath
    },
  },
  {
    id: 'refusal-of-nobody',
    explains: ({ what, there, here }, exchange) =>
      what === 'leads with error' &&
      actionOf(exchange.asked) === 'callback' &&
      there === 'Callback' &&
      here === 'OAuthCallback' &&
      exchange.here.get('leads with code') === 'transaction_missing' &&
      said(exchange.asked, 'error') !== undefined,
  },
  {
    id: 'form-post',
    explains: ({ what }, exchange) => {
      const { there, asked } = exchange
      return (
        isPost(asked) &&
        actionOf(asked) === 'callback' &&
        there.get('leads to') === `${baseOf(exchange.application)}/error` &&
        isFailure(exchange, 'method_unsupported') &&
        exchange.here.get('status') === '400' &&
        (what === 'status' || /^(leads|cookie) /.test(what) || ofBody.test(what)) &&
        exchange.here.get('session') === undefined
      )
    },
  },
  {
    id: 'failure-at-sign-in',
    explains: (difference, exchange) => {
      const { what, there, here } = difference
      const target = destinationThere(exchange)
      if (exchange.there.get('leads to') !== `${baseOf(exchange.application)}/error`) return false
      switch (what) {
        case 'leads to': {
          const isMessage =
            exchange.here.get('leads with code') !== 'access_denied' &&
            !/^\w+$/.test(exchange.there.get('leads with error') ?? '')
          const own = exchange.application.pages['error'] !== undefined
          return here === withoutQuery(isMessage && !own ? page(exchange, 'signIn') : target)
        }
        case 'leads with code':
          return there === undefined && isAuthErrorCode(here)
        case 'leads with provider':
          return here === undefined && exchange.asked.path.split('/')[2] === there
        case 'leads with callbackUrl':
          return there === undefined && here === wayBack(exchange)
        default:
          return isOfPage(difference, target)
      }
    },
  },
  {
    id: 'failure-status',
    explains: ({ what, there, here }, exchange) =>
      what === 'status' &&
      there === '200' &&
      Number(here) >= 400 &&
      exchange.there.get('leads by') === 'json' &&
      exchange.there.get('leads with error') !== undefined,
  },
  {
    id: 'messages',
    explains: ({ what, there, here }, exchange) => {
      const code = exchange.here.get('leads with code')
      const isForMachines = /[:/@]|is not a function/.test(
        exchange.there.get('leads with error') ?? '',
      )
      if (code !== 'request_failed' || !isForMachines) return false
      if (what === 'status') return there === '401' && here === '500'
      if (what === 'leads to') return here === withoutQuery(page(exchange, 'signIn'))
      return what === 'leads with error' && here === 'Callback'
    },
  },
  {
    id: 'one-transaction',
    explains: ({ what, there, here }) =>
      (/^cookie (__Secure-)?next-auth\.(state|nonce|pkce\.code_verifier)( |$)/.test(what) &&
        here === undefined) ||
      (/^cookie (__Host-)?sojourn\.transaction\.…( |$)/.test(what) && there === undefined),
  },
  {
    id: 'authorization-params',
    explains: ({ what, there, here }, { asked, application, here: ours }) => {
      const name = /^leads with (.*)$/.exec(what)?.[1] ?? ''
      const isSent = ours.get('leads to')?.startsWith(application.origin) === false
      const isAsked = isSent && asked.query.some(([other]) => other === name)
      const isOurs = here === undefined || here.startsWith(`${baseOf(application)}/callback/`)
      return isAsked && there !== undefined && reservedParams.has(name) && isOurs
    },
  },
  {
    id: 'error-code',
    explains: ({ what, there, here }, { asked, here: ours }) => {
      const code = said(asked, 'code')
      if (isPost(asked) || there === undefined ? what !== 'leads with code' : what !== 'status') {
        return false
      }
      return what === 'status'
        ? actionOf(asked) === 'error' &&
            ours.get('content') === 'text/html' &&
            isAuthErrorCode(code) &&
            ['200', '403', '500'].includes(here ?? '')
        : there === undefined && here === code
    },
  },
  {
    id: 'pkce-and-nonce',
    explains: ({ what, there, here }) =>
      there === undefined &&
      ((what === 'leads with code_challenge' && here === '(random)') ||
        (what === 'leads with nonce' && here === '(random)') ||
        (what === 'leads with code_challenge_method' && here === 'S256')),
  },
  {
    id: 'ended-sessions',
    explains: ({ what, there }, { asked }) =>
      /^cookie (__Host-)?sojourn\.ended-sessions( |$)/.test(what) &&
      there === undefined &&
      isPost(asked),
  },
  {
    id: 'sealed-anew',
    explains: ({ what, there, here }, { application, asked, here: ours }) => {
      const isRead =
        actionOf(asked) === 'session' && !isPost(asked) && ours.get('json user') !== undefined
      const isCookie = what.startsWith(`cookie ${application.cookies.session}`)
      if (isStored(application)) return false
      return isRead && (isCookie || what === 'session') && here === undefined && there !== undefined
    },
  },
  {
    id: 'long-callback-url',
    // Not even the application's callback is asked about it.
    explains: ({ what, here }, { application, original }) => {
      const isOfUrl =
        /^(leads to|leads with callbackUrl|cookie .*callback-url|form .* field callbackUrl)$/.test(
          what,
        )
      const { callbackUrl } = application.cookies
      const known = original.cookies.find(([name]) => name === callbackUrl)?.[1]
      return (
        isOfUrl &&
        callbackOf(application, 'redirect') !== undefined &&
        isLong(textOf(meant(original, 'callbackUrl')) ?? known ?? '', application.origin) &&
        here === `${application.origin}/`
      )
    },
  },
  {
    id: 'user-before-jwt',
    explains: ({ what, here }, exchange) => {
      const { application, asked } = exchange
      if (what !== 'json user') return false
      const claims = JSON.parse(exchange.here.get('session') ?? '{}') as Record<string, unknown>
      const { name, email, picture } = claims
      const isOfClaims =
        JSON.stringify({ email, image: picture, name }) === here ||
        JSON.stringify({ name }) === here
      return (
        actionOf(asked) === 'session' && callbackOf(application, 'jwt') !== undefined && isOfClaims
      )
    },
  },
  {
    id: 'user-without-id',
    explains: ({ what, there, here }, { application, asked }) =>
      what === 'session' &&
      actionOf(asked) === 'callback' &&
      callbackOf(application, 'jwt') !== undefined &&
      there !== undefined &&
      here?.replace(',"role":""', '') === there,
  },
  {
    id: 'callback-failures',
    explains: ({ what }, exchange) => {
      const { there, here, application, asked } = exchange
      if (!callbackOf(application, 'jwt') && !callbackOf(application, 'session')) return false
      if (actionOf(asked) === 'session') {
        const isFailed = here.get('status') === '500' && isFailure(exchange, 'request_failed')
        const isOut = there.get('status') === '200' && there.get('json') === '{}'
        const isOfSession = what.startsWith(`cookie ${application.cookies.session}`)
        return isFailed && isOut && (what === 'status' || ofBody.test(what) || isOfSession)
      }
      const isThrown = there.get('status') === '500' && there.get('content') === 'none'
      return (
        isThrown &&
        asked.path.startsWith('/callback/') &&
        here.get('leads with code') === 'request_failed' &&
        here.get('leads to') === withoutQuery(page(exchange, 'signIn')) &&
        here.get('session') === undefined &&
        what !== 'caching'
      )
    },
  },
  {
    id: 'session-max-age',
    explains: ({ what, there, here }, { application, asked }) => {
      const { maxAge } = (application.options['session'] ?? {}) as { maxAge?: number }
      if (what !== 'session' || !there?.startsWith('{') || !here?.startsWith('{')) return false
      if (actionOf(asked) !== 'callback') return false
      const [theirs, ours] = [JSON.parse(there), JSON.parse(here)] as Record<string, number>[]
      const sealedAt = ours?.['iat'] ?? 0
      return (
        maxAge !== undefined &&
        ours?.['exp'] === sealedAt + maxAge &&
        JSON.stringify({ ...theirs, exp: ours['exp'] }) === JSON.stringify(ours)
      )
    },
  },
  {
    id: 'stored-session-cookie',
    explains: ({ what, there, here }, { application, asked, here: ours }) => {
      const isRead = actionOf(asked) === 'session' && ours.get('json user') !== undefined
      const isCookie = what.startsWith(`cookie ${application.cookies.session}`)
      return (
        isStored(application) &&
        isRead &&
        (isCookie || what === 'session') &&
        here === undefined &&
        there !== undefined
      )
    },
  },
  {
    id: 'unknown-session-cookie',
    explains: ({ what, there, here }, { application, asked, here: ours }) => {
      const isUnknown = actionOf(asked) === 'session' && ours.get('json user') === undefined
      const isCookie = what.startsWith(`cookie ${application.cookies.session}`)
      return (
        isStored(application) &&
        isUnknown &&
        !isPost(asked) &&
        isCookie &&
        here === undefined &&
        there !== undefined
      )
    },
  },
  {
    id: 'callback-once',
    explains: ({ what, there }, { asked }) =>
      /^cookie (__Host-)?sojourn\.finished( |$)/.test(what) &&
      there === undefined &&
      actionOf(asked) === 'callback',
  },
  {
    id: 'link-without-token',
    explains: ({ what, there, here }, { asked }) =>
      asked.path === '/callback/email' &&
      what === 'leads with error' &&
      there === 'configuration' &&
      here === 'Verification',
  },
  {
    id: 'verify-request-query',
    explains: ({ what, there }, { application, asked }) =>
      asked.path === '/verify-request' &&
      application.pages['verifyRequest'] !== undefined &&
      there === undefined &&
      /^leads with (provider|type|error|code)$/.test(what),
  },
  {
    id: 'extra-path',
    explains: ({ what }, exchange) =>
      exchange.asked.path.split('/').filter(Boolean).length > 1 &&
      exchange.here.get('status') === '400' &&
      isFailure(exchange, 'action_unknown') &&
      what !== 'caching',
  },
  {
    id: 'stale-chunks',
    explains: ({ what, there, here }, { application, asked }) => {
      const { session } = application.cookies
      if (!what.startsWith(`cookie ${session}`)) return false
      // NextAuth removes pieces that open nothing, and no empty cookie; here it is the other way round.
      const isPiece = what.startsWith(`cookie ${session}.`)
      const name = what.slice('cookie '.length).split(' ', 1)[0]
      const presented = asked.cookies.find(([other]) => other === name)?.[1]
      const isRemoved = /^removed$|Max-Age=0/.test(there ?? here ?? '')
      if (isPiece) return isRemoved && (there === undefined) !== (here === undefined)
      return presented === '' && there === undefined && here !== undefined
    },
  },
]
