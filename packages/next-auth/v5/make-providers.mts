/**
 * Makes the modules of providers, of the table below. Those that are not in it have a file of their own.
 *
 *     cd packages/next-auth/v5 && node make-providers.mts
 *
 * @module
 */
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'

/** A module of `next-auth/providers`. */
interface ProviderModule {
  /** The factory's name in declarations. */
  readonly name: string
  /** What it makes. Default: a provider of OAuth. */
  readonly kind?: 'email' | 'oidc'
  /** Type of what the provider says of a person; its members are whatever that is. */
  readonly profile?: string
  /** Other objects that it exports as types. */
  readonly shapes?: readonly string[]
  /** Texts that it exports as types. */
  readonly texts?: readonly string[]
  /** Options of its own: members of an interface. */
  readonly options?: string
  /** What Auth.js calls it, where NextAuth v4, and so `sojourn/providers`, has another word. */
  readonly defaults?: { readonly id?: string; readonly name?: string }
}

/** By name of the module. */
const providers: Readonly<Record<string, ProviderModule>> = {
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

const mark = '// Made by make-providers.mts'

/** The factory in `sojourn/providers`: the module's name, as code spells it. */
function factoryOf(module: string): string {
  return module
    .replace(/^42/, 'forty-two')
    .replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase())
}

function code(module: string, { defaults }: ProviderModule): string {
  const factory = factoryOf(module)
  const own = Object.entries(defaults ?? {}).map(([member, value]) => `${member}: '${value}'`)
  const made = `(options) => ({ ...${factory}(options), ${own.join(', ')} })`
  return `${mark}
import { ${factory} } from 'sojourn/providers/${module}'
import { callable } from '../callable.mjs'

export default callable(${defaults ? made : factory})
`
}

function types(module: string, provider: ProviderModule): string {
  const { kind, profile, shapes = [], texts = [], options } = provider
  const objects = profile === undefined ? shapes : [profile, ...shapes]
  const own = options === undefined ? '' : ` & { ${options} }`
  const parts = [
    mark,
    importOf(kind),
    ...objects.map((shape) => `export interface ${shape} extends Record<string, any> {}`),
    ...texts.map((text) => `export type ${text} = string`),
  ]
  const doc = `/** Makes the provider of \`sojourn/providers/${module}\`. */`
  const signature = kind === 'email' ? ofEmail(provider.name, own) : ofOAuth(provider, own)
  return [...parts, doc, signature, `export default ${provider.name}`, ''].join('\n')
}

function importOf(kind: ProviderModule['kind']): string {
  if (kind === 'email') return `import type { EmailConfig, EmailUserConfig } from './email.mjs'`
  const protocol = kind === 'oidc' ? 'OIDC' : 'OAuth'
  return `import type { ${protocol}Config, ${protocol}UserConfig } from './oauth.mjs'`
}

function ofEmail(name: string, own: string): string {
  return `declare function ${name}(config?: EmailUserConfig${own}): EmailConfig`
}

function ofOAuth({ name, kind, profile = 'Record<string, any>' }: ProviderModule, own: string) {
  const protocol = kind === 'oidc' ? 'OIDC' : 'OAuth'
  return `declare function ${name}<P extends ${profile} = ${profile}>(config?: ${protocol}UserConfig<P>${own}): ${protocol}Config<P>`
}

for (const [module, provider] of Object.entries(providers)) {
  const file = join(import.meta.dirname, 'providers', module)
  await writeFile(`${file}.mjs`, code(module, provider))
  await writeFile(`${file}.d.mts`, types(module, provider))
}
