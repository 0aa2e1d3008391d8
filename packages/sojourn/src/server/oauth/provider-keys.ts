/**
 * A provider's keys: fetched when they are first needed, and the one that a signature was made with.
 *
 * A key that is not known may be new, so the keys are asked for again, at most once a minute: else anybody
 * who can make the provider send tokens could have us hammer it (OpenID Connect Core, section 10.1.1).
 *
 * @module
 */
import { importJWK } from 'jose/key/import'
import type { AuthorizationServer } from 'oauth4webapi'
import { authError } from '../../core/errors.ts'
import { isRecord } from '../../core/protocol.ts'
import type { ResolvedConfig } from '../config.ts'
import { type MetadataSource, metadataSource } from './metadata-source.ts'
import type { Outbound } from './outbound.ts'
import type { RedirectProvider } from './resolve-provider.ts'
import { shareWork, type UnderWay } from './shared-work.ts'

/** How long keys are used before they are asked for again, in milliseconds: one that was taken back ends so. */
const maxAge = 10 * 60 * 1000

/** How often they may be asked for because one is unknown, in milliseconds. */
const refetchInterval = 60 * 1000

/** Keys of one provider. The largest known sets have a few dozen. */
const maxKeys = 500

/** A public key as the provider publishes it (RFC 7517, section 4). */
type PublishedKey = Readonly<Record<string, unknown>>

interface KeySet {
  readonly keys: readonly PublishedKey[]
  readonly fetchedAt: number
}

interface Known {
  set: KeySet | undefined
  /** When keys were last asked for because one was unknown. */
  refetchedAt: number
  /** Those that were used, ready for use. */
  readonly imported: WeakMap<PublishedKey, Map<string, CryptoKey>>
}

const known = new WeakMap<MetadataSource, Known>()
const underWay: UnderWay<KeySet> = new WeakMap()

/** What is needed to ask for keys. */
export interface KeySource {
  readonly config: Pick<ResolvedConfig, 'now'>
  readonly provider: RedirectProvider
  readonly server: AuthorizationServer
  readonly outbound: Outbound
}

/**
 * The key that a signature names.
 *
 * @param header Of the signed token: its algorithm, and the key's id if it says one.
 * @throws {AuthError} `provider_unreachable`, `provider_response_invalid` if there is no such key, or several.
 */
export async function findKey(
  source: KeySource,
  header: { readonly alg: string; readonly kid?: unknown },
): Promise<CryptoKey> {
  const now = source.config.now()
  const owner = metadataSource(source.config, source.provider)
  const state = known.get(owner) ?? {
    set: undefined,
    refetchedAt: -Infinity,
    imported: new WeakMap(),
  }
  known.set(owner, state)
  if (state.set === undefined || now - state.set.fetchedAt >= maxAge) {
    state.set = await shareWork(underWay, owner, () => fetchKeys(source))
  }
  let candidates = candidatesFor(source, state.set, header)
  if (candidates.length === 0 && now - state.refetchedAt >= refetchInterval) {
    state.refetchedAt = now
    state.set = await shareWork(underWay, owner, () => fetchKeys(source))
    candidates = candidatesFor(source, state.set, header)
  }
  const [key, ...more] = candidates
  if (key === undefined) throw invalid('no published key fits the signature')
  if (more.length > 0) throw invalid('several published keys fit the signature')
  return ready(state, key, header.alg)
}

async function fetchKeys({ config, server, outbound }: KeySource): Promise<KeySet> {
  const { jwks_uri: url } = server
  if (url === undefined) throw invalid('the provider publishes no keys')
  const response = await outbound(url, {
    method: 'GET',
    headers: { accept: 'application/json, application/jwk-set+json', 'user-agent': 'sojourn' },
  })
  if (response.status !== 200) throw invalid(`the keys came with status ${response.status}`)
  const body: unknown = await response.json().catch(() => undefined)
  const keys: unknown = isRecord(body) ? body['keys'] : undefined
  if (!Array.isArray(keys)) throw invalid('the keys are no key set')
  if (keys.length > maxKeys) throw invalid(`there are more than ${maxKeys} keys`)
  return { keys: keys.filter((key) => isRecord(key)), fetchedAt: config.now() }
}

/** The published keys that may have made a signature. */
function candidatesFor(
  { server }: KeySource,
  { keys }: KeySet,
  { alg, kid }: { readonly alg: string; readonly kid?: unknown },
): readonly PublishedKey[] {
  const fits = keys.filter(
    (key) =>
      key['kty'] === keyType(alg) &&
      (kid === undefined || key['kid'] === kid) &&
      (key['alg'] === undefined || key['alg'] === alg) &&
      (key['use'] === undefined || key['use'] === 'sig') &&
      (!Array.isArray(key['key_ops']) || key['key_ops'].includes('verify')) &&
      (curves[alg] === undefined || key['crv'] === curves[alg]) &&
      isOfIssuer(key, server.issuer),
  )
  // Whoever reads the set can sign with it.
  if (fits.some((key) => 'd' in key)) throw invalid('a private key is published')
  return fits
}

/** Microsoft says of each key whose tokens it signs. Elsewhere this stands nowhere. */
function isOfIssuer({ issuer }: PublishedKey, expected: string): boolean {
  if (typeof issuer !== 'string') return true
  const [before = '', after] = issuer.split('{tenantid}')
  return after === undefined
    ? issuer === expected
    : expected.startsWith(before) && expected.endsWith(after)
}

const curves: Readonly<Record<string, string | undefined>> = {
  ES256: 'P-256',
  ES384: 'P-384',
  ES512: 'P-521',
  EdDSA: 'Ed25519',
  Ed25519: 'Ed25519',
}

/** RFC 7518, section 6.1. Of a secret there is no public key, so `HS256` has none. */
function keyType(algorithm: string): string | undefined {
  if (/^(RS|PS)(256|384|512)$/.test(algorithm)) return 'RSA'
  if (/^ES(256|384|512)$/.test(algorithm)) return 'EC'
  return algorithm === 'EdDSA' || algorithm === 'Ed25519' ? 'OKP' : undefined
}

async function ready(
  { imported }: Known,
  key: PublishedKey,
  algorithm: string,
): Promise<CryptoKey> {
  const forms = imported.get(key) ?? new Map<string, CryptoKey>()
  imported.set(key, forms)
  const form = forms.get(algorithm) ?? (await importKey(key, algorithm))
  forms.set(algorithm, form)
  return form
}

async function importKey(key: PublishedKey, algorithm: string): Promise<CryptoKey> {
  const { kty, n, e, crv, x, y } = key
  // Its public parts only, whatever else stands there.
  const found = await importJWK(
    { kty, n, e, crv, x, y } as Parameters<typeof importJWK>[0],
    algorithm,
  )
  if (found instanceof Uint8Array) throw new TypeError('a secret is published as a key')
  const { modulusLength = 2048 } = found.algorithm as Partial<RsaKeyAlgorithm>
  if (modulusLength < 2048) throw invalid('the RSA key has fewer than 2048 bits')
  return found
}

function invalid(reason: string): Error {
  return authError('provider_response_invalid', { cause: new Error(reason) })
}
