/**
 * The cookies of the session and of the forms, as the application has changed them.
 *
 * @module
 */
import type { AuthConfig } from '../../server/config.ts'
import type { Environment } from '../../server/environment.ts'
import { type Finding, warning, wrong } from './finding.ts'

/** Cookies that nobody else may read or write. */
const guarded = ['sessionToken', 'csrfToken'] as const

/** Looks at what `cookies` and `useSecureCookies` say. Nothing is said of cookies as they are by default. */
export function checkCookies(config: AuthConfig, environment: Environment): readonly Finding[] {
  const address = config.url ?? environment.url
  const isHttps = address === undefined ? environment.production : !address.startsWith('http:')
  return [
    ...(isHttps && config.useSecureCookies === false ? [notSecured] : []),
    ...guarded.flatMap((key) => checkCookie(key, config, isHttps)),
  ]
}

const notSecured = wrong(
  'useSecureCookies is false, so cookies are sent over http too, where they can be read on the way.',
  'Take it away: on an https address cookies are Secure.',
)

function checkCookie(
  key: (typeof guarded)[number],
  { cookies, useSecureCookies }: AuthConfig,
  isHttps: boolean,
): readonly Finding[] {
  const { name, options } = cookies?.[key] ?? {}
  const findings: Finding[] = []
  if (isHttps && options?.secure === false) {
    findings.push(
      wrong(
        `cookies.${key} is not Secure, so it is sent over http too, where it can be read on the way.`,
        'Take `secure` away, or make it true where the address is https.',
      ),
    )
  }
  if (options?.domain !== undefined) {
    findings.push(
      warning(
        `cookies.${key} goes to every host below ${options.domain}: each of them can read it.`,
        'Right if they all are yours and share the sign-in. Else take `domain` away.',
      ),
    )
  }
  const isSecured = useSecureCookies !== false && options?.secure !== false
  if (isHttps && isSecured && name !== undefined && !/^__(?:host|secure)-/i.test(name)) {
    findings.push(
      warning(
        `cookies.${key} is called ${name}, without a prefix: a page over http can set it.`,
        `Call it __Host-${name}, or __Secure-${name} with a domain. Who is signed in signs in again.`,
      ),
    )
  }
  return findings
}
