/**
 * Identities: of a profile the user, the account and what both prove.
 *
 * @module
 */
import type * as oauth from 'oauth4webapi'
import type { Account, TokenSet } from '../../core/account.ts'
import { authError } from '../../core/errors.ts'
import { isRecord } from '../../core/protocol.ts'
import { type Profile, type User, toUser } from '../../core/user.ts'
import type { ResolvedConfig } from '../config.ts'
import { type Authentication, readAuthentication } from '../session/authentication.ts'
import type { RedirectProvider } from './resolve-provider.ts'

/** Who signed in, by the provider's word. */
export interface Identity {
  readonly user: User
  readonly account: Account
  readonly profile: Profile
  /** How they have proven it, as far as a checked ID token says. */
  readonly authentication: Authentication
  /** Whether the provider asserts that it has verified the user's address. */
  readonly provesEmail: boolean
}

/** Characters of an id. Databases index it. */
const maxId = 255

/**
 * Makes the identity.
 *
 * @param idToken Claims of the ID token, if there is one that was checked.
 * @throws {AuthError} `provider_response_invalid` if the profile has no id that is somebody's own.
 */
export async function identify(
  { storage, now, wire }: Pick<ResolvedConfig, 'now' | 'storage' | 'wire'>,
  provider: RedirectProvider,
  tokens: oauth.TokenEndpointResponse,
  profile: Profile,
  idToken: Readonly<Record<string, unknown>> = {},
): Promise<Identity> {
  // All that the provider sent: applications read what is its own, such as `refresh_expires_in`.
  const tokenSet: TokenSet = {
    ...tokens,
    ...(tokens.expires_in === undefined
      ? {}
      : { expires_at: Math.floor(now() / 1000) + tokens.expires_in }),
  }
  // Before a factory's own `toString` hides it. In OpenID Connect it means nothing.
  if (provider.kind === 'oauth') requireExactNumber(profile['id'])
  const made: unknown = await provider.profile(profile, tokenSet)
  if (!isRecord(made)) throw invalid('`profile` returned no user')
  const id = idOf(made['id'])
  const email = lowerAscii(textOf(made['email']))
  const user: User = {
    ...toUser(made),
    id,
    name: textOf(made['name']),
    // As NextAuth does, so that lists of addresses go on matching.
    email,
    image: textOf(made['image']),
  }
  const chosen: unknown = storage && provider.foreign?.account?.({ ...tokenSet })
  return {
    user,
    account: {
      ...(isRecord(chosen) ? chosen : tokenSet),
      provider: provider.id,
      type: provider.kind === 'oidc' ? wire.openIdType : 'oauth',
      providerAccountId: id,
    },
    profile,
    authentication: readAuthentication(idToken, now()),
    provesEmail:
      // A tenant is anybody's: what its administrator says of an address is no proof of it.
      provider.foreign?.hasTenants !== true &&
      profile['email_verified'] === true &&
      typeof profile.email === 'string' &&
      lowerAscii(profile.email) === email,
  }
}

/**
 * An id as text. What is none would be the same for everybody: `String({})` is an id to whoever does not
 * look, and so is what a factory's own `toString` made of it.
 */
function idOf(value: unknown): string {
  requireExactNumber(value)
  const id = typeof value === 'number' ? String(value) : value
  if (typeof id !== 'string' || id.trim() === '' || id.length > maxId) {
    throw invalid('the profile has no id')
  }
  if (/^(undefined|null|NaN|true|false|\[object \w+\])$/.test(id)) {
    throw invalid('the profile has an id that is not somebody’s own')
  }
  return id
}

/** Beyond 2^53 two ids become one number. */
function requireExactNumber(value: unknown): void {
  if (typeof value === 'number' && !Number.isSafeInteger(value)) {
    throw invalid('the profile has a number as id that is not exact')
  }
}

/** Lower case of ASCII letters: of others it may be another mailbox, as that of the sign for Kelvin. */
function lowerAscii<T extends string | null | undefined>(text: T): T | string {
  return typeof text === 'string' ? text.replace(/[A-Z]/g, (letter) => letter.toLowerCase()) : text
}

/** What is meant to be text, and is not, is left out. */
function textOf(value: unknown): string | null | undefined {
  return typeof value === 'string' || value === undefined ? value : null
}

function invalid(reason: string): Error {
  return authError('provider_response_invalid', { cause: new Error(reason) })
}
