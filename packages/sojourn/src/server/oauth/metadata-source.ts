/**
 * What providers' metadata and keys are kept by: by what they are asked by, and by nothing else.
 *
 * Where the configuration is made anew for each request, its providers are new objects each time, and still
 * the same is asked at the same address. Providers that differ in anything that the answer, or what is made
 * of it, depends on share nothing, so that none can put another's keys or addresses in its own's place.
 *
 * @module
 */
import type { ResolvedConfig } from '../config.ts'
import type { RedirectProvider } from './resolve-provider.ts'

/** Sources remembered. Those beyond are asked anew by a provider that is a new object. */
const maxSources = 100

/** Stands for all providers whose metadata and keys are the same. */
export type MetadataSource = object

/** By key; the one that was not used for longest comes first. */
const sources = new Map<string, MetadataSource>()

/** So that the key is made once for each provider. */
const ofProviders = new WeakMap<RedirectProvider, { ask: typeof fetch; source: MetadataSource }>()

const numbers = new WeakMap<object, number>()
let counted = 0

/** The source of a provider: itself where it asks in a way of its own, or asks for no metadata. */
export function metadataSource(
  { now }: Pick<ResolvedConfig, 'now'>,
  provider: RedirectProvider,
): MetadataSource {
  if (provider.issuer === undefined || provider.foreign?.fetch !== undefined) return provider
  const ask = globalThis.fetch
  const known = ofProviders.get(provider)
  if (known?.ask === ask) return known.source
  const key = JSON.stringify([
    // What is kept is stamped by a clock, and comes from whoever asked.
    numberOf(now),
    numberOf(ask),
    provider.kind,
    provider.issuer,
    provider.metadataUrl ?? null,
    provider.isIssuerByMetadata,
    provider.foreign?.hasTenants ?? false,
    provider.foreign?.requestUserinfo !== undefined,
    provider.authorizationEndpoint ?? null,
    provider.tokenEndpoint ?? null,
    provider.userinfoEndpoint ?? null,
  ])
  const source = sources.get(key) ?? {}
  sources.delete(key)
  sources.set(key, source)
  const [oldest] = sources.keys()
  if (sources.size > maxSources && oldest !== undefined) sources.delete(oldest)
  ofProviders.set(provider, { ask, source })
  return source
}

/** The same number for the same function, for as long as it lives. */
function numberOf(one: object): number {
  const number = numbers.get(one) ?? counted++
  numbers.set(one, number)
  return number
}
