/**
 * The public address of the application.
 *
 * @module
 */
import { defaultBasePath } from '../../core/protocol.ts'
import type { AuthConfig } from '../../server/config.ts'
import type { Environment } from '../../server/environment.ts'
import { type Finding, right, warning, wrong } from './finding.ts'

/** Looks at the address of the configuration, else of the environment; else at whom the host is believed. */
export function checkAddress(
  config: AuthConfig | undefined,
  environment: Environment,
): readonly Finding[] {
  const address = config?.url ?? environment.url
  if (address === undefined) {
    const trustHost = config?.trustHost ?? environment.trustHost
    const proxy = config?.redirectProxyUrl ?? environment.redirectProxyUrl
    if (proxy !== undefined && trustHost !== true) return [unknownToProxy]
    return [checkTrust(trustHost, environment)]
  }
  const name = nameOf(config)
  // As the engine reads it.
  const url = URL.parse(/^https?:\/\//.test(address) ? address : `https://${address}`)
  if (url === null || url.hostname === '') {
    return [wrong(`${name} is not a web address.`, 'Write it as https://app.example.com.')]
  }
  return [
    checkScheme(name, url, environment.production),
    ...checkPath(name, url, config?.basePath),
    ...checkVariables(config),
  ]
}

const unknownToProxy = wrong(
  'Answers come through another deployment (redirectProxyUrl), which passes them on to the address of this one; it is not known.',
  'Set AUTH_URL to the public address of this deployment, or AUTH_TRUST_HOST=true where a proxy sets Host.',
)

function nameOf(config: AuthConfig | undefined): string {
  if (config?.url !== undefined) return 'The url of the configuration'
  return process.env['AUTH_URL'] ? 'AUTH_URL' : 'NEXTAUTH_URL'
}

function checkTrust(trustHost: boolean | undefined, { production }: Environment): Finding {
  if (trustHost === true) {
    return right('The host is believed from each request, because a proxy is said to set it.')
  }
  if (production) {
    return wrong(
      'The address is not known, and the Host header is not trusted, so every request is refused.',
      'Set AUTH_URL to the public address. Behind a proxy that sets Host and X-Forwarded-* for several addresses, set AUTH_TRUST_HOST=true.',
    )
  }
  return right('No address is set. In development that of each request is taken.')
}

function checkScheme(name: string, url: URL, isProduction: boolean): Finding {
  const isLocal = /^(?:localhost|127\.\d+\.\d+\.\d+|\[::1\]|.+\.localhost)$/.test(url.hostname)
  if (!isProduction || url.protocol === 'https:') return right(`${name} is ${url.origin}.`)
  return isLocal
    ? warning(
        `${name} is ${url.origin}, which only this machine reaches.`,
        'Set it to the public address where the application runs.',
      )
    : wrong(
        `${name} begins with http:, so session cookies can be read on the way.`,
        `Serve the application over TLS, and write https://${url.host}.`,
      )
}

function checkPath(name: string, url: URL, basePath: string | undefined): readonly Finding[] {
  const ofUrl = trim(url.pathname)
  const path = basePath === undefined ? ofUrl || trim(defaultBasePath) : trim(basePath)
  if (ofUrl === '' || ofUrl === path) return [right(`The endpoints are at ${url.origin}/${path}.`)]
  return [
    wrong(
      `${name} has the path /${ofUrl}, but basePath is /${path}, which counts.`,
      'Make them the same, or leave the path out of the address.',
    ),
  ]
}

function checkVariables(config: AuthConfig | undefined): readonly Finding[] {
  const { AUTH_URL, NEXTAUTH_URL } = process.env
  if (config?.url !== undefined || !AUTH_URL || !NEXTAUTH_URL || AUTH_URL === NEXTAUTH_URL)
    return []
  return [
    warning(
      'AUTH_URL and NEXTAUTH_URL are both set, and differ: AUTH_URL counts.',
      'Remove NEXTAUTH_URL.',
    ),
  ]
}

function trim(path: string): string {
  return path.replace(/^\/+|\/+$/g, '')
}
