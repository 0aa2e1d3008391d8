/**
 * Sign-in with Discord, by OAuth 2.0.
 *
 * @module
 */
import type { OAuthProvider } from '../core/provider.ts'
import type { ProviderOptions } from '../core/provider-options.ts'

interface DiscordProfile {
  id?: string
  username?: string
  global_name?: string | null
  discriminator?: string
  avatar?: string | null
  email?: string | null
  verified?: boolean
}

/**
 * Makes the provider. Register the application at https://discord.com/developers/applications, with the
 * callback `<origin>/api/auth/callback/discord`.
 *
 * @param options `clientId` and `clientSecret`, else `AUTH_DISCORD_ID` and `AUTH_DISCORD_SECRET`. Any
 * other member replaces the provider's own.
 */
export function discord(options: ProviderOptions = {}): OAuthProvider {
  return {
    id: 'discord',
    name: 'Discord',
    type: 'oauth',
    authorization: {
      url: 'https://discord.com/api/oauth2/authorize',
      params: { scope: 'identify email' },
    },
    token: 'https://discord.com/api/oauth2/token',
    userinfo: { url: 'https://discord.com/api/users/@me', conform: withVerifiedAddress },
    profile(profile: DiscordProfile) {
      const name = profile.global_name ?? profile.username
      return { id: profile.id, name, email: profile.email, image: pictureOf(profile) }
    },
    style: { brandColor: '#5865f2' },
    options,
  }
}

/** Says under its standard name whether the address was verified. */
async function withVerifiedAddress(response: Response): Promise<Response> {
  if (!response.ok) return response
  const profile = (await response.json()) as DiscordProfile
  return Response.json({ ...profile, email_verified: profile.verified === true })
}

/** Who has no picture gets one of a few: by the id, or by the number of those who still have one. */
function pictureOf({ id = '', avatar, discriminator = '0' }: DiscordProfile): string {
  const cdn = 'https://cdn.discordapp.com'
  if (typeof avatar === 'string') {
    return `${cdn}/avatars/${id}/${avatar}.${avatar.startsWith('a_') ? 'gif' : 'png'}`
  }
  const number = discriminator === '0' ? (BigInt(id) >> 22n) % 6n : Number(discriminator) % 5
  return `${cdn}/embed/avatars/${number}.png`
}
