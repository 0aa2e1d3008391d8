/**
 * The providers of NextAuth v4, from which their modules are made when the package is packed. Those that are not here have
 * a file of their own.
 *
 * @module
 */

import type { Declaration, ProviderModule } from '../provider-modules.ts'

interface NextAuthModule extends ProviderModule {
  /** Whether it takes any options, none of which must be there. */
  readonly loose?: true
}

/** By name of the module. */
export const providers: Readonly<Record<string, NextAuthModule>> = {
  '42-school': {
    name: 'FortyTwo',
    profile: 'FortyTwoProfile',
    shapes: [
      'UserData',
      'CursusUser',
      'ProjectUser',
      'Achievement',
      'LanguagesUser',
      'TitlesUser',
      'ExpertisesUser',
      'Campus',
      'CampusUser',
    ],
  },
  apple: { name: 'Apple', profile: 'AppleProfile' },
  atlassian: { name: 'Atlassian' },
  auth0: { name: 'Auth0', profile: 'Auth0Profile' },
  authentik: { name: 'Authentik', profile: 'AuthentikProfile' },
  'azure-ad-b2c': {
    name: 'AzureADB2C',
    profile: 'AzureB2CProfile',
    options: 'primaryUserFlow?: string; tenantId?: string',
  },
  'azure-ad': {
    name: 'AzureAD',
    profile: 'AzureADProfile',
    options:
      'profilePhotoSize?: 48 | 64 | 96 | 120 | 240 | 360 | 432 | 504 | 648; tenantId?: string',
  },
  battlenet: {
    name: 'BattleNet',
    profile: 'BattleNetProfile',
    texts: ['BattleNetIssuer'],
    options: 'issuer: BattleNetIssuer',
  },
  box: { name: 'Box', loose: true },
  'boxyhq-saml': { name: 'SAMLJackson', profile: 'BoxyHQSAMLProfile' },
  bungie: { name: 'Bungie', loose: true },
  cognito: { name: 'Cognito', profile: 'CognitoProfile' },
  coinbase: { name: 'Coinbase', loose: true },
  discord: { name: 'Discord', profile: 'DiscordProfile' },
  dropbox: { name: 'Dropbox', loose: true },
  'duende-identity-server6': {
    name: 'DuendeIdentityServer6',
    profile: 'DuendeISUser',
  },
  eveonline: { name: 'EVEOnline', profile: 'EVEOnlineProfile' },
  facebook: { name: 'Facebook', profile: 'FacebookProfile' },
  faceit: { name: 'FACEIT', loose: true },
  foursquare: { name: 'Foursquare', loose: true },
  freshbooks: { name: 'Freshbooks', loose: true },
  fusionauth: {
    name: 'FusionAuth',
    profile: 'FusionAuthProfile',
    options: 'tenantId?: string',
  },
  github: { name: 'Github', profile: 'GithubProfile', shapes: ['GithubEmail'] },
  gitlab: { name: 'GitLab', profile: 'GitLabProfile' },
  google: { name: 'Google', profile: 'GoogleProfile' },
  hubspot: { name: 'HubSpot' },
  'identity-server4': { name: 'IdentityServer4', loose: true },
  instagram: { name: 'Instagram', loose: true },
  kakao: {
    name: 'Kakao',
    profile: 'KakaoProfile',
    texts: ['DateTime', 'Gender', 'AgeRange'],
  },
  keycloak: { name: 'Keycloak', profile: 'KeycloakProfile' },
  line: { name: 'LINE', profile: 'LineProfile' },
  linkedin: { name: 'LinkedIn', profile: 'LinkedInProfile' },
  mailchimp: { name: 'Mailchimp', loose: true },
  mailru: { name: 'MailRu', loose: true },
  medium: { name: 'Medium', loose: true },
  naver: { name: 'Naver', profile: 'NaverProfile' },
  netlify: { name: 'Netlify', loose: true },
  okta: { name: 'Okta', profile: 'OktaProfile' },
  onelogin: { name: 'OneLogin', loose: true },
  osso: { name: 'Osso', loose: true },
  osu: { name: 'Osu', profile: 'OsuProfile', shapes: ['OsuUserCompact'] },
  passage: { name: 'Passage', profile: 'PassageProfile' },
  patreon: { name: 'Patreon', profile: 'PatreonProfile' },
  pinterest: { name: 'PinterestProvider', profile: 'PinterestProfile' },
  pipedrive: { name: 'Pipedrive', profile: 'PipedriveProfile' },
  reddit: { name: 'Reddit', loose: true },
  salesforce: { name: 'Salesforce', profile: 'SalesforceProfile' },
  slack: { name: 'Slack', profile: 'SlackProfile' },
  spotify: {
    name: 'Spotify',
    profile: 'SpotifyProfile',
    shapes: ['SpotifyImage'],
  },
  strava: { name: 'Strava', profile: 'StravaProfile' },
  todoist: { name: 'TodoistProvider' },
  trakt: { name: 'Trakt', profile: 'TraktUser' },
  twitch: { name: 'Twitch', profile: 'TwitchProfile' },
  'united-effects': {
    name: 'UnitedEffects',
    profile: 'UnitedEffectsProfile',
    options: 'issuer: string',
  },
  vk: { name: 'VK', profile: 'VkProfile' },
  wikimedia: {
    name: 'Wikimedia',
    profile: 'WikimediaProfile',
    texts: ['WikimediaGroup', 'WikimediaGrant', 'WikimediaRight'],
  },
  wordpress: { name: 'WordPress', loose: true },
  workos: { name: 'WorkOS', profile: 'WorkOSProfile' },
  yandex: { name: 'Yandex', profile: 'YandexProfile' },
  zitadel: { name: 'Zitadel', profile: 'ZitadelProfile' },
  zoho: { name: 'Zoho', loose: true },
  zoom: { name: 'Zoom', profile: 'ZoomProfile' },
}

/** How the factory of a module is declared. */
export function declare({ profile = 'Record<string, any>', loose }: NextAuthModule): Declaration {
  return {
    imported: `import type { OAuthConfig, OAuthUserConfig } from './oauth.mjs'`,
    signature: (own) =>
      loose === true
        ? `(options: Partial<OAuthConfig<any>>): OAuthConfig<any>`
        : `<P extends ${profile}>(options: OAuthUserConfig<P>${own}): OAuthConfig<P>`,
  }
}
