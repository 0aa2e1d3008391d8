/**
 * Answers that a provider has the browser post, from the provider's site to ours.
 *
 * A browser sends no `SameSite=Lax` cookie with such a form: neither the session that an account is to be
 * linked to, or that ends by the sign-in, nor the form token by which it is known to be the same browser. So
 * the form only leads the browser on to our own callback, by GET, which it asks with all its cookies. What was
 * posted goes along in the address, sealed: neither the history nor a log learns the code or the name.
 *
 * Anybody may post a form and have it sealed. That proves nothing, and nothing is made of it: the answer is
 * checked behind it as one that came in the open, and its state counts once.
 *
 * @module
 */
import { authError } from '../../core/errors.ts'
import type { ResolvedConfig } from '../config.ts'
import { createSealer, type Sealer } from '../session/sealer.ts'
import type { RedirectProvider } from './resolve-provider.ts'

const parameter = 'posted'

/** Characters of the address's query. Servers take 8 kB for a whole line of a request. */
const maxLength = 6 * 1024

const sealers = new WeakMap<ResolvedConfig, Sealer>()

/**
 * Where the browser goes on with a posted answer.
 *
 * @param origin Our own.
 * @throws {AuthError} `body_too_large` above some 4 kB.
 */
export async function carryOn(
  config: ResolvedConfig,
  provider: RedirectProvider,
  origin: string,
  posted: URLSearchParams,
): Promise<string> {
  const sealed = await sealerOf(config).seal({ provider: provider.id, posted: [...posted] })
  if (sealed.length > maxLength) throw authError('body_too_large')
  return `${origin}${config.basePath}/callback/${provider.id}?${parameter}=${sealed}`
}

/**
 * The answer that an address carries, or that it is.
 *
 * @returns Nothing at all if it carries one that cannot be opened.
 */
export async function carriedAnswer(
  config: ResolvedConfig,
  provider: RedirectProvider,
  asked: URLSearchParams,
): Promise<URLSearchParams> {
  const sealed = provider.formPost ? asked.get(parameter) : null
  if (sealed === null) return asked
  const claims = await sealerOf(config).open(sealed)
  return claims?.['provider'] === provider.id && Array.isArray(claims['posted'])
    ? new URLSearchParams(claims['posted'] as [string, string][])
    : new URLSearchParams()
}

function sealerOf(config: ResolvedConfig): Sealer {
  const sealer =
    sealers.get(config) ?? createSealer(config.secrets, { salt: '', info: 'Sojourn posted answer' })
  sealers.set(config, sealer)
  return sealer
}
