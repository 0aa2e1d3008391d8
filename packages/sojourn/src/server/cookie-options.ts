/**
 * The `cookies` option: other names and attributes than the wire's.
 *
 * @module
 */
import type { CookieAttributes, CookieSpec } from './cookies.ts'
import type { CookieNames } from './wire/codec.ts'

/** What an application says of one cookie. What it leaves out stays as it is. */
export interface CookieOption {
  /** Prefix included; the same for http and https. */
  name?: string | undefined
  options?:
    | {
        domain?: string | undefined
        httpOnly?: boolean | undefined
        path?: string | undefined
        sameSite?: boolean | 'lax' | 'strict' | 'none' | undefined
        secure?: boolean | undefined
        /** Accepted and not used: how long a cookie lives is said by what it holds. */
        maxAge?: number | undefined
        /** Accepted and not used, like `maxAge`. */
        expires?: Date | undefined
      }
    | undefined
}

/**
 * Names and attributes of cookies, by NextAuth's keys. `state`, `pkceCodeVerifier` and `nonce` are one cookie here,
 * for each sign-in, which takes its attributes from the first of them that has some; it keeps its name.
 */
export interface CookiesOption {
  sessionToken?: CookieOption | undefined
  callbackUrl?: CookieOption | undefined
  csrfToken?: CookieOption | undefined
  state?: CookieOption | undefined
  pkceCodeVerifier?: CookieOption | undefined
  nonce?: CookieOption | undefined
}

/**
 * Lays what the application says over the cookies of the wire, once.
 *
 * @throws {TypeError} If a browser would refuse the cookie; the message says why.
 */
export function resolveCookies(
  cookies: (secure: boolean) => CookieNames,
  option: CookiesOption = {},
): (secure: boolean) => CookieNames {
  const plain = overridden(cookies(false), option)
  const secured = overridden(cookies(true), option)
  for (const key of ['sessionToken', 'callbackUrl', 'csrfToken'] as const) {
    if (option[key]?.name !== undefined) check(secured[key])
  }
  if (secured.sessionToken.attributes.httpOnly === false) {
    throw new TypeError(
      'cookies.sessionToken must be `httpOnly`: scripts of the page could read the session otherwise.',
    )
  }
  return (secure) => (secure ? secured : plain)
}

function overridden(names: CookieNames, option: CookiesOption): CookieNames {
  const { state, pkceCodeVerifier, nonce } = option
  const flow = [state, pkceCodeVerifier, nonce].find((given) => given?.options !== undefined)
  return {
    ...names,
    sessionToken: override(names.sessionToken, option.sessionToken),
    callbackUrl: override(names.callbackUrl, option.callbackUrl),
    csrfToken: override(names.csrfToken, option.csrfToken),
    transaction: override(names.transaction, { options: flow?.options }),
  }
}

function override(spec: CookieSpec, { name, options }: CookieOption = {}): CookieSpec {
  const { httpOnly, secure, sameSite, path, domain } = options ?? {}
  const given = { httpOnly, secure, path, domain, sameSite: sameSiteOf(sameSite) }
  const attributes: CookieAttributes = {
    ...spec.attributes,
    ...Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)),
  }
  // No browser takes `None` without https, as in development; there are no other sites then, either.
  if (attributes.sameSite === 'none' && attributes.secure !== true) attributes.sameSite = 'lax'
  return { name: name ?? fittingName(spec.name, attributes), attributes }
}

/** Our own name without the prefix that these attributes forbid (RFC 6265bis, section 4.1.3). */
function fittingName(name: string, { secure, domain, path }: CookieAttributes): string {
  if (secure !== true) return name.replace(/^__(?:Host|Secure)-/, '')
  const isOfHost = domain === undefined && path === '/'
  return isOfHost ? name : name.replace(/^__Host-/, '__Secure-')
}

/** As libraries read it: `true` is `Strict`, `false` is none said, which is not for a session: `Lax` stays. */
function sameSiteOf(
  sameSite: boolean | 'lax' | 'strict' | 'none' | undefined,
): 'lax' | 'strict' | 'none' | undefined {
  if (sameSite === true) return 'strict'
  return sameSite === false ? undefined : sameSite
}

/** What browsers require of a name that the application has chosen (RFC 6265bis, section 4.1.3). */
function check({ name, attributes }: CookieSpec): void {
  const { secure, domain, path } = attributes
  const refuse = (why: string): never => {
    throw new TypeError(`No browser would keep the cookie "${name}": ${why}`)
  }
  if (!/^[\w!#$%&'*+.^`|~-]+$/.test(name)) refuse('its name has characters that no name may have.')
  if (/^__(secure|host)-/i.test(name) && secure !== true) {
    refuse('a name with this prefix needs `secure: true`.')
  }
  if (/^__host-/i.test(name) && (domain !== undefined || path !== '/')) {
    refuse('`__Host-` forbids a domain and needs `path: "/"`. Give it another name, too.')
  }
}
