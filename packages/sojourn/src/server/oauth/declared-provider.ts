/**
 * What an application has declared of a provider, as one object: factories are called, the application's
 * options laid over their defaults, and gaps filled from the environment.
 *
 * @module
 */
import type { Provider, ProviderInput } from '../../core/provider.ts'
import { isRecord } from '../../core/protocol.ts'
import { providerEnvironment } from '../environment.ts'
import { splitAddress } from './endpoints.ts'

/**
 * The provider that was declared. Objects are merged at every depth; anything else, arrays too, is replaced.
 *
 * @throws {TypeError} If it is no provider.
 */
export function declaredProvider(input: ProviderInput): Provider {
  const provider = typeof input === 'function' ? callFactory(input) : input
  if (!isRecord(provider)) {
    throw new TypeError(
      'A provider is neither an object nor a function that returns one. Of a CommonJS module the factory is its `default`.',
    )
  }
  const { options, ...defaults } = provider as Provider & { readonly [name: string]: unknown }
  const merged = merge(defaults, isRecord(options) ? options : {}, endpoints)
  return fillFromEnvironment(merged as unknown as Provider)
}

/**
 * Calls a factory twice if need be: its provider's id says where to look in the environment, and what is
 * found there some factories write into parameters of their own.
 */
function callFactory(factory: (options: never) => Provider): Provider {
  const first = factory({} as never)
  // What it is instead, is said by who called.
  if (!isRecord(first) || typeof first.id !== 'string') return first
  const { clientId, clientSecret, issuer, apiKey } = providerEnvironment(first.id)
  const found = Object.fromEntries(
    Object.entries({ clientId, clientSecret, issuer, apiKey }).filter(
      ([, value]) => value !== undefined,
    ),
  )
  return Object.keys(found).length === 0 ? first : factory(found as never)
}

function fillFromEnvironment(provider: Provider): Provider {
  if (typeof provider.id !== 'string') return provider
  const environment = providerEnvironment(provider.id)
  if (provider.type === 'email') {
    return { ...provider, apiKey: provider.apiKey ?? environment.apiKey }
  }
  if (provider.type !== 'oauth' && provider.type !== 'oidc') return provider
  const { clientId, clientSecret, issuer } = environment
  return {
    ...provider,
    clientId: provider.clientId ?? clientId,
    clientSecret: provider.clientSecret ?? clientSecret,
    // One that has a metadata document of its own is not told another issuer.
    issuer: provider.issuer ?? (provider.wellKnown === undefined ? issuer : undefined),
  }
}

/** Fields that are endpoints, which may be written as an address or as an object. */
const endpoints = ['authorization', 'token', 'userinfo']

function merge(
  defaults: object,
  options: object,
  // Both forms of an endpoint are one, so that an address leaves the factory's parameters in place.
  inBothForms: readonly string[] = [],
): Record<PropertyKey, unknown> {
  const merged: Record<PropertyKey, unknown> = { ...options, ...defaults }
  for (const [name, value] of Object.entries(options)) {
    if (value === undefined || name === '__proto__') continue
    const form = inBothForms.includes(name) ? asObject : (endpoint: unknown) => endpoint
    const [under, over] = [form(merged[name]), form(value)]
    merged[name] = isPlain(under) && isPlain(over) ? merge(under, over) : over
  }
  return merged
}

function asObject(endpoint: unknown): unknown {
  return typeof endpoint === 'string' ? splitAddress(endpoint) : endpoint
}

/** Whether it is an object of fields: not a list, and none of a class, such as a key or a `URL`. */
function isPlain(value: unknown): value is object {
  if (!isRecord(value)) return false
  const prototype: unknown = Object.getPrototypeOf(value)
  return prototype === Object.prototype || prototype === null
}
