/**
 * The providers of Auth.js v5, from which their modules are made when the package is packed. Those that are not here have
 * a file of their own.
 *
 * @module
 */
import type { Declaration, ProviderModule } from '../provider-modules.ts'

interface AuthjsModule extends ProviderModule {
  /** What it makes. Default: a provider of OAuth. */
  readonly kind?: 'email' | 'oidc'
}

/** By name of the module. */
export const providers: Readonly<Record<string, AuthjsModule>> = {
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
      'Image',
    ],
  },
  apple: { name: 'Apple', profile: 'AppleProfile', shapes: ['AppleNonConformUser'] },
  asgardeo: { name: 'Asgardeo', kind: 'oidc', profile: 'AsgardeoProfile' },
  atlassian: { name: 'Atlassian', profile: 'AtlassianProfile' },
  auth0: { name: 'Auth0', kind: 'oidc', profile: 'Auth0Profile' },
  authentik: { name: 'Authentik', defaults: { name: 'Authentik' }, profile: 'AuthentikProfile' },
  'azure-ad-b2c': {
    name: 'AzureADB2C',
    defaults: { name: 'Azure AD B2C' },
    kind: 'oidc',
    profile: 'AzureADB2CProfile',
  },
  'azure-ad': { name: 'AzureAD', kind: 'oidc', profile: 'AzureADProfile' },
  'azure-devops': {
    name: 'AzureDevOpsProvider',
    profile: 'AzureDevOpsProfile',
    options: 'scope?: string',
  },
  'bankid-no': { name: 'BankIDNorway', kind: 'oidc', profile: 'BankIDNorwayProfile' },
  battlenet: {
    name: 'BattleNet',
    profile: 'BattleNetProfile',
    texts: ['BattleNetIssuer'],
    options: 'issuer?: BattleNetIssuer',
  },
  beyondidentity: { name: 'BeyondIdentity', kind: 'oidc', profile: 'BeyondIdentityProfile' },
  bitbucket: { name: 'Bitbucket', profile: 'BitbucketProfile' },
  box: { name: 'Box' },
  'boxyhq-saml': { name: 'SAMLJackson', profile: 'BoxyHQSAMLProfile' },
  bungie: { name: 'Bungie' },
  'click-up': { name: 'ClickUp', profile: 'ClickUpProfile' },
  cognito: { name: 'Cognito', profile: 'CognitoProfile' },
  coinbase: { name: 'Coinbase' },
  concept2: { name: 'Concept2', profile: 'Concept2Profile' },
  descope: { name: 'Descope', kind: 'oidc', profile: 'DescopeProfile' },
  discord: { name: 'Discord', profile: 'DiscordProfile' },
  dribbble: {
    name: 'Dribbble',
    profile: 'DribbbleProfile',
    options: "scope?: 'public' | 'public upload'",
  },
  dropbox: { name: 'Dropbox' },
  'duende-identity-server6': {
    name: 'DuendeIdentityServer6',
    defaults: { id: 'duende-identity-server6' },
    profile: 'DuendeISUser',
  },
  eventbrite: { name: 'Eventbrite', profile: 'EventbriteProfile' },
  eveonline: { name: 'EVEOnline', profile: 'EVEOnlineProfile' },
  facebook: { name: 'Facebook', profile: 'FacebookProfile' },
  faceit: { name: 'FACEIT' },
  figma: { name: 'Figma', profile: 'FigmaProfile' },
  forwardemail: { name: 'ForwardEmail', kind: 'email' },
  foursquare: { name: 'Foursquare', options: 'apiVersion?: string' },
  freshbooks: { name: 'Freshbooks' },
  frontegg: { name: 'Frontegg', kind: 'oidc', profile: 'FronteggProfile' },
  fusionauth: { name: 'FusionAuth', profile: 'FusionAuthProfile', options: 'tenantId?: string' },
  github: {
    name: 'GitHub',
    profile: 'GitHubProfile',
    shapes: ['GitHubEmail'],
    options: 'enterprise?: { baseUrl?: string; }',
  },
  gitlab: { name: 'GitLab', profile: 'GitLabProfile', options: 'baseUrl?: URL | string' },
  google: { name: 'Google', profile: 'GoogleProfile' },
  hubspot: { name: 'HubSpot', profile: 'HubSpotProfile' },
  huggingface: { name: 'Huggingface', kind: 'oidc', profile: 'HuggingfaceProfile' },
  'identity-server4': { name: 'IdentityServer4' },
  instagram: { name: 'Instagram' },
  kakao: {
    name: 'Kakao',
    profile: 'KakaoProfile',
    texts: ['DateTime', 'Gender', 'Birthday', 'AgeRange'],
  },
  keycloak: { name: 'Keycloak', kind: 'oidc', profile: 'KeycloakProfile' },
  kinde: { name: 'Kinde', kind: 'oidc', profile: 'KindeProfile' },
  line: { name: 'LINE', profile: 'LineProfile' },
  linkedin: { name: 'LinkedIn', kind: 'oidc', profile: 'LinkedInProfile' },
  logto: { name: 'Logto', kind: 'oidc', profile: 'LogtoProfile' },
  mailchimp: { name: 'Mailchimp' },
  mailgun: { name: 'MailGun', kind: 'email', options: "region?: 'US' | 'EU'" },
  mailru: { name: 'Mailru' },
  mastodon: { name: 'Mastodon', profile: 'MastodonProfile', options: 'issuer?: string' },
  mattermost: { name: 'Mattermost', profile: 'MattermostProfile', options: 'issuer?: string' },
  medium: { name: 'Medium' },
  'microsoft-entra-id': {
    name: 'MicrosoftEntraID',
    kind: 'oidc',
    profile: 'MicrosoftEntraIDProfile',
    options: 'profilePhotoSize?: 48 | 64 | 96 | 120 | 240 | 360 | 432 | 504 | 648',
  },
  naver: { name: 'Naver', profile: 'NaverProfile' },
  netlify: { name: 'Netlify' },
  netsuite: {
    name: 'NetSuite',
    profile: 'NetSuiteProfile',
    shapes: ['OAuthNetSuiteOptions'],
    options: 'accountID?: string; scope?: string',
  },
  nextcloud: { name: 'Nextcloud', profile: 'NextcloudProfile' },
  notion: {
    name: 'NotionProvider',
    profile: 'NotionProfile',
    shapes: ['Person', 'User', 'Owner'],
    options: 'redirectUri?: string',
  },
  okta: { name: 'Okta', profile: 'OktaProfile' },
  onelogin: { name: 'OneLogin' },
  'ory-hydra': { name: 'OryHydra', kind: 'oidc', profile: 'OryHydraProfile' },
  osso: { name: 'Osso' },
  osu: { name: 'Osu', profile: 'OsuProfile', shapes: ['OsuUserCompact'] },
  passage: { name: 'Passage', profile: 'PassageProfile' },
  patreon: { name: 'Patreon', profile: 'PatreonProfile' },
  'ping-id': { name: 'PingId', kind: 'oidc', profile: 'PingProfile' },
  pinterest: { name: 'PinterestProvider', profile: 'PinterestProfile' },
  pipedrive: { name: 'Pipedrive', profile: 'PipedriveProfile' },
  postmark: { name: 'Postmark', kind: 'email' },
  reddit: { name: 'Reddit' },
  resend: { name: 'Resend', kind: 'email' },
  roblox: { name: 'Roblox', kind: 'oidc', profile: 'RobloxProfile' },
  salesforce: { name: 'Salesforce', kind: 'oidc', profile: 'SalesforceProfile' },
  sendgrid: { name: 'SendGrid', kind: 'email' },
  simplelogin: { name: 'SimpleLogin', profile: 'SimpleLoginProfile' },
  slack: { name: 'Slack', profile: 'SlackProfile' },
  spotify: { name: 'Spotify', profile: 'SpotifyProfile', shapes: ['SpotifyImage'] },
  strava: { name: 'Strava', profile: 'StravaProfile' },
  threads: { name: 'Threads', profile: 'ThreadsProfile' },
  tiktok: { name: 'TikTok', profile: 'TiktokProfile' },
  todoist: { name: 'TodoistProvider', profile: 'TodoistProfile' },
  trakt: { name: 'Trakt', profile: 'TraktUser' },
  twitch: { name: 'Twitch', kind: 'oidc', profile: 'TwitchProfile' },
  twitter: { name: 'Twitter', profile: 'TwitterProfile' },
  'united-effects': {
    name: 'UnitedEffects',
    profile: 'UnitedEffectsProfile',
    options: 'issuer?: string',
  },
  vipps: { name: 'Vipps', kind: 'oidc', profile: 'VippsProfile' },
  vk: { name: 'VK', profile: 'VkProfile' },
  webex: { name: 'Webex', profile: 'WebexProfile', options: 'apiBaseUrl?: string' },
  wechat: {
    name: 'WeChat',
    profile: 'WeChatProfile',
    options: "platformType?: 'OfficialAccount' | 'WebsiteApp'",
  },
  wikimedia: {
    name: 'Wikimedia',
    profile: 'WikimediaProfile',
    texts: ['WikimediaGroup', 'WikimediaGrant', 'WikimediaRight'],
  },
  wordpress: { name: 'WordPress' },
  workos: { name: 'WorkOS', profile: 'WorkOSProfile', options: 'connection?: string' },
  yandex: { name: 'Yandex', profile: 'YandexProfile' },
  zitadel: { name: 'ZITADEL', kind: 'oidc', profile: 'ZitadelProfile' },
  zoho: { name: 'Zoho' },
  zoom: { name: 'Zoom', profile: 'ZoomProfile' },
}

/** How the factory of a module is declared. */
export function declare({ kind, profile = 'Record<string, any>' }: AuthjsModule): Declaration {
  if (kind === 'email') {
    return {
      imported: `import type { EmailConfig, EmailUserConfig } from './email.mjs'`,
      signature: (own) => `(config?: EmailUserConfig${own}): EmailConfig`,
    }
  }
  const protocol = kind === 'oidc' ? 'OIDC' : 'OAuth'
  return {
    imported: `import type { ${protocol}Config, ${protocol}UserConfig } from './oauth.mjs'`,
    signature: (own) =>
      `<P extends ${profile} = ${profile}>(config?: ${protocol}UserConfig<P>${own}): ${protocol}Config<P>`,
  }
}
