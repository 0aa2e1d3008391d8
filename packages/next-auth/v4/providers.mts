/**
 * The providers of NextAuth v4, from which their modules are made when the package is packed. Those that are not here have
 * a file of their own.
 *
 * @module
 */

/** A module of `next-auth/providers`. */
export interface ProviderModule {
  /** Its factory, as the module of this name in `sojourn/providers` calls it. */
  readonly factory: string
  /** The factory's name in declarations. */
  readonly name: string
  /** Whether it takes any options, none of which must be there. */
  readonly loose?: true
  /** Type of what the provider says of a person; its members are whatever that is. */
  readonly profile?: string
  /** Other objects that it exports as types. */
  readonly shapes?: readonly string[]
  /** Texts that it exports as types. */
  readonly texts?: readonly string[]
  /** Options of its own: members of an interface. */
  readonly options?: string
}

/** By name of the module. */
export const providers: Readonly<Record<string, ProviderModule>> = {
  '42-school': {
    factory: 'fortyTwoSchool',
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
  apple: { factory: 'apple', name: 'Apple', profile: 'AppleProfile' },
  atlassian: { factory: 'atlassian', name: 'Atlassian' },
  auth0: { factory: 'auth0', name: 'Auth0', profile: 'Auth0Profile' },
  authentik: { factory: 'authentik', name: 'Authentik', profile: 'AuthentikProfile' },
  'azure-ad-b2c': {
    factory: 'azureAdB2c',
    name: 'AzureADB2C',
    profile: 'AzureB2CProfile',
    options: 'primaryUserFlow?: string; tenantId?: string',
  },
  'azure-ad': {
    factory: 'azureAd',
    name: 'AzureAD',
    profile: 'AzureADProfile',
    options:
      'profilePhotoSize?: 48 | 64 | 96 | 120 | 240 | 360 | 432 | 504 | 648; tenantId?: string',
  },
  battlenet: {
    factory: 'battlenet',
    name: 'BattleNet',
    profile: 'BattleNetProfile',
    texts: ['BattleNetIssuer'],
    options: 'issuer: BattleNetIssuer',
  },
  box: { factory: 'box', name: 'Box', loose: true },
  'boxyhq-saml': { factory: 'boxyhqSaml', name: 'SAMLJackson', profile: 'BoxyHQSAMLProfile' },
  bungie: { factory: 'bungie', name: 'Bungie', loose: true },
  cognito: { factory: 'cognito', name: 'Cognito', profile: 'CognitoProfile' },
  coinbase: { factory: 'coinbase', name: 'Coinbase', loose: true },
  discord: { factory: 'discord', name: 'Discord', profile: 'DiscordProfile' },
  dropbox: { factory: 'dropbox', name: 'Dropbox', loose: true },
  'duende-identity-server6': {
    factory: 'duendeIdentityServer6',
    name: 'DuendeIdentityServer6',
    profile: 'DuendeISUser',
  },
  eveonline: { factory: 'eveonline', name: 'EVEOnline', profile: 'EVEOnlineProfile' },
  facebook: { factory: 'facebook', name: 'Facebook', profile: 'FacebookProfile' },
  faceit: { factory: 'faceit', name: 'FACEIT', loose: true },
  foursquare: { factory: 'foursquare', name: 'Foursquare', loose: true },
  freshbooks: { factory: 'freshbooks', name: 'Freshbooks', loose: true },
  fusionauth: {
    factory: 'fusionauth',
    name: 'FusionAuth',
    profile: 'FusionAuthProfile',
    options: 'tenantId?: string',
  },
  github: { factory: 'github', name: 'Github', profile: 'GithubProfile', shapes: ['GithubEmail'] },
  gitlab: { factory: 'gitlab', name: 'GitLab', profile: 'GitLabProfile' },
  google: { factory: 'google', name: 'Google', profile: 'GoogleProfile' },
  hubspot: { factory: 'hubspot', name: 'HubSpot' },
  'identity-server4': { factory: 'identityServer4', name: 'IdentityServer4', loose: true },
  instagram: { factory: 'instagram', name: 'Instagram', loose: true },
  kakao: {
    factory: 'kakao',
    name: 'Kakao',
    profile: 'KakaoProfile',
    texts: ['DateTime', 'Gender', 'AgeRange'],
  },
  keycloak: { factory: 'keycloak', name: 'Keycloak', profile: 'KeycloakProfile' },
  line: { factory: 'line', name: 'LINE', profile: 'LineProfile' },
  linkedin: { factory: 'linkedin', name: 'LinkedIn', profile: 'LinkedInProfile' },
  mailchimp: { factory: 'mailchimp', name: 'Mailchimp', loose: true },
  mailru: { factory: 'mailru', name: 'MailRu', loose: true },
  medium: { factory: 'medium', name: 'Medium', loose: true },
  naver: { factory: 'naver', name: 'Naver', profile: 'NaverProfile' },
  netlify: { factory: 'netlify', name: 'Netlify', loose: true },
  okta: { factory: 'okta', name: 'Okta', profile: 'OktaProfile' },
  onelogin: { factory: 'onelogin', name: 'OneLogin', loose: true },
  osso: { factory: 'osso', name: 'Osso', loose: true },
  osu: { factory: 'osu', name: 'Osu', profile: 'OsuProfile', shapes: ['OsuUserCompact'] },
  passage: { factory: 'passage', name: 'Passage', profile: 'PassageProfile' },
  patreon: { factory: 'patreon', name: 'Patreon', profile: 'PatreonProfile' },
  pinterest: { factory: 'pinterest', name: 'PinterestProvider', profile: 'PinterestProfile' },
  pipedrive: { factory: 'pipedrive', name: 'Pipedrive', profile: 'PipedriveProfile' },
  reddit: { factory: 'reddit', name: 'Reddit', loose: true },
  salesforce: { factory: 'salesforce', name: 'Salesforce', profile: 'SalesforceProfile' },
  slack: { factory: 'slack', name: 'Slack', profile: 'SlackProfile' },
  spotify: {
    factory: 'spotify',
    name: 'Spotify',
    profile: 'SpotifyProfile',
    shapes: ['SpotifyImage'],
  },
  strava: { factory: 'strava', name: 'Strava', profile: 'StravaProfile' },
  todoist: { factory: 'todoist', name: 'TodoistProvider' },
  trakt: { factory: 'trakt', name: 'Trakt', profile: 'TraktUser' },
  twitch: { factory: 'twitch', name: 'Twitch', profile: 'TwitchProfile' },
  'united-effects': {
    factory: 'unitedEffects',
    name: 'UnitedEffects',
    profile: 'UnitedEffectsProfile',
    options: 'issuer: string',
  },
  vk: { factory: 'vk', name: 'VK', profile: 'VkProfile' },
  wikimedia: {
    factory: 'wikimedia',
    name: 'Wikimedia',
    profile: 'WikimediaProfile',
    texts: ['WikimediaGroup', 'WikimediaGrant', 'WikimediaRight'],
  },
  wordpress: { factory: 'wordpress', name: 'WordPress', loose: true },
  workos: { factory: 'workos', name: 'WorkOS', profile: 'WorkOSProfile' },
  yandex: { factory: 'yandex', name: 'Yandex', profile: 'YandexProfile' },
  zitadel: { factory: 'zitadel', name: 'Zitadel', profile: 'ZitadelProfile' },
  zoho: { factory: 'zoho', name: 'Zoho', loose: true },
  zoom: { factory: 'zoom', name: 'Zoom', profile: 'ZoomProfile' },
}
