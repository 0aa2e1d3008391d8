/**
 * Redirect proxies: one deployment whose callback the provider knows, and which passes answers on to others,
 * such as previews, whose addresses no provider could be told of.
 *
 * The `state` says whom the answer is for, sealed under the secret that the deployments share; nobody else
 * can have a browser sent anywhere. Each deployment must know its own address for certain (`url`, or a host
 * that a proxy sets): it is what gets sealed.
 *
 * @module
 */
import type { ResolvedConfig } from '../config.ts'
import { createSealer, type Sealer } from '../session/sealer.ts'
import type { RedirectProvider } from './resolve-provider.ts'

const sealers = new WeakMap<ResolvedConfig, Sealer>()

/** Our own callback of a provider. */
function callbackOf(config: ResolvedConfig, provider: RedirectProvider, origin: string): string {
  return `${origin}${config.basePath}/callback/${provider.id}`
}

/** The proxy's endpoints, if answers come through one and this is not it. A posted form is not passed on. */
function proxyFor(
  config: ResolvedConfig,
  provider: RedirectProvider,
  origin: string,
): string | undefined {
  const proxy = provider.redirectProxyUrl ?? config.redirectProxyUrl
  if (proxy === undefined || provider.formPost || new URL(proxy).origin === origin) return undefined
  return proxy
}

/** The callback that the provider is told: the proxy's, or our own. */
export function redirectUriFor(
  config: ResolvedConfig,
  provider: RedirectProvider,
  origin: string,
): string {
  const proxy = proxyFor(config, provider, origin)
  return proxy === undefined
    ? callbackOf(config, provider, origin)
    : `${proxy}/callback/${provider.id}`
}

/** Makes a state that tells the proxy whom the answer is for; `undefined`: there is none in between. */
export function stateForProxy(
  config: ResolvedConfig,
  provider: RedirectProvider,
  origin: string,
): ((random: string) => Promise<string>) | undefined {
  if (proxyFor(config, provider, origin) === undefined) return undefined
  return async (random) => {
    const sealed = await sealerOf(config).seal({
      random,
      provider: provider.id,
      callback: callbackOf(config, provider, origin),
      expiresAt: config.now() + config.transactionMaxAge,
    })
    return `${random}.${sealed}`
  }
}

/**
 * Where a proxy passes an answer on to.
 *
 * @param response Parameters of the answer; they go along.
 * @returns `undefined` if the answer is for this deployment, or for nobody that it knows of.
 */
export async function passOn(
  config: ResolvedConfig,
  provider: RedirectProvider,
  origin: string,
  response: URLSearchParams,
): Promise<string | undefined> {
  const proxy = provider.redirectProxyUrl ?? config.redirectProxyUrl
  if (proxy === undefined || new URL(proxy).origin !== origin) return undefined
  const [random, ...sealed] = (response.get('state') ?? '').split('.')
  if (sealed.length === 0) return undefined
  const claims = await sealerOf(config).open(sealed.join('.'))
  const isOurs =
    claims?.['random'] === random &&
    claims?.['provider'] === provider.id &&
    Number(claims['expiresAt']) > config.now()
  if (!isOurs) return undefined
  const target = URL.parse(String(claims['callback']))
  if (target === null || target.origin === origin) return undefined
  target.search = response.toString()
  return target.href
}

function sealerOf(config: ResolvedConfig): Sealer {
  const sealer =
    sealers.get(config) ??
    createSealer(config.secrets, { salt: '', info: 'Sojourn redirect proxy' })
  sealers.set(config, sealer)
  return sealer
}
