/**
 * What every factory of `@auth/core` and `next-auth` returns, as an application would write it. That it stands in
 * lists of the configuration's own type, without a cast, is a test in itself.
 *
 * Left out are `webauthn` and `passkey`, whose modules cannot be imported without packages of their own. Those of
 * e-mail and credentials are at the end, for their types alone: what they do is tested elsewhere.
 *
 * @module
 */
import _42School5 from '@auth/core/providers/42-school'
import credentials5 from '@auth/core/providers/credentials'
import nodemailer5 from '@auth/core/providers/nodemailer'
import apple5 from '@auth/core/providers/apple'
import asgardeo5 from '@auth/core/providers/asgardeo'
import atlassian5 from '@auth/core/providers/atlassian'
import auth05 from '@auth/core/providers/auth0'
import authentik5 from '@auth/core/providers/authentik'
import azureAd5 from '@auth/core/providers/azure-ad'
import azureAdB2c5 from '@auth/core/providers/azure-ad-b2c'
import azureDevops5 from '@auth/core/providers/azure-devops'
import bankidNo5 from '@auth/core/providers/bankid-no'
import battlenet5 from '@auth/core/providers/battlenet'
import beyondidentity5 from '@auth/core/providers/beyondidentity'
import bitbucket5 from '@auth/core/providers/bitbucket'
import box5 from '@auth/core/providers/box'
import boxyhqSaml5 from '@auth/core/providers/boxyhq-saml'
import bungie5 from '@auth/core/providers/bungie'
import clickUp5 from '@auth/core/providers/click-up'
import cognito5 from '@auth/core/providers/cognito'
import coinbase5 from '@auth/core/providers/coinbase'
import concept25 from '@auth/core/providers/concept2'
import descope5 from '@auth/core/providers/descope'
import discord5 from '@auth/core/providers/discord'
import dribbble5 from '@auth/core/providers/dribbble'
import dropbox5 from '@auth/core/providers/dropbox'
import duendeIdentityServer65 from '@auth/core/providers/duende-identity-server6'
import eventbrite5 from '@auth/core/providers/eventbrite'
import eveonline5 from '@auth/core/providers/eveonline'
import facebook5 from '@auth/core/providers/facebook'
import faceit5 from '@auth/core/providers/faceit'
import figma5 from '@auth/core/providers/figma'
import foursquare5 from '@auth/core/providers/foursquare'
import freshbooks5 from '@auth/core/providers/freshbooks'
import frontegg5 from '@auth/core/providers/frontegg'
import fusionauth5 from '@auth/core/providers/fusionauth'
import github5 from '@auth/core/providers/github'
import gitlab5 from '@auth/core/providers/gitlab'
import google5 from '@auth/core/providers/google'
import hubspot5 from '@auth/core/providers/hubspot'
import huggingface5 from '@auth/core/providers/huggingface'
import identityServer45 from '@auth/core/providers/identity-server4'
import instagram5 from '@auth/core/providers/instagram'
import kakao5 from '@auth/core/providers/kakao'
import keycloak5 from '@auth/core/providers/keycloak'
import kinde5 from '@auth/core/providers/kinde'
import line5 from '@auth/core/providers/line'
import linkedin5 from '@auth/core/providers/linkedin'
import logto5 from '@auth/core/providers/logto'
import mailchimp5 from '@auth/core/providers/mailchimp'
import mailru5 from '@auth/core/providers/mailru'
import mastodon5 from '@auth/core/providers/mastodon'
import mattermost5 from '@auth/core/providers/mattermost'
import medium5 from '@auth/core/providers/medium'
import microsoftEntraId5 from '@auth/core/providers/microsoft-entra-id'
import naver5 from '@auth/core/providers/naver'
import netlify5 from '@auth/core/providers/netlify'
import netsuite5 from '@auth/core/providers/netsuite'
import nextcloud5 from '@auth/core/providers/nextcloud'
import notion5 from '@auth/core/providers/notion'
import okta5 from '@auth/core/providers/okta'
import onelogin5 from '@auth/core/providers/onelogin'
import oryHydra5 from '@auth/core/providers/ory-hydra'
import osso5 from '@auth/core/providers/osso'
import osu5 from '@auth/core/providers/osu'
import passage5 from '@auth/core/providers/passage'
import patreon5 from '@auth/core/providers/patreon'
import pingId5 from '@auth/core/providers/ping-id'
import pinterest5 from '@auth/core/providers/pinterest'
import pipedrive5 from '@auth/core/providers/pipedrive'
import reddit5 from '@auth/core/providers/reddit'
import roblox5 from '@auth/core/providers/roblox'
import salesforce5 from '@auth/core/providers/salesforce'
import simplelogin5 from '@auth/core/providers/simplelogin'
import slack5 from '@auth/core/providers/slack'
import spotify5 from '@auth/core/providers/spotify'
import strava5 from '@auth/core/providers/strava'
import threads5 from '@auth/core/providers/threads'
import tiktok5 from '@auth/core/providers/tiktok'
import todoist5 from '@auth/core/providers/todoist'
import trakt5 from '@auth/core/providers/trakt'
import twitch5 from '@auth/core/providers/twitch'
import twitter5 from '@auth/core/providers/twitter'
import unitedEffects5 from '@auth/core/providers/united-effects'
import vipps5 from '@auth/core/providers/vipps'
import vk5 from '@auth/core/providers/vk'
import webex5 from '@auth/core/providers/webex'
import wechat5 from '@auth/core/providers/wechat'
import wikimedia5 from '@auth/core/providers/wikimedia'
import wordpress5 from '@auth/core/providers/wordpress'
import workos5 from '@auth/core/providers/workos'
import yandex5 from '@auth/core/providers/yandex'
import zitadel5 from '@auth/core/providers/zitadel'
import zoho5 from '@auth/core/providers/zoho'
import zoom5 from '@auth/core/providers/zoom'
import _42School4 from 'next-auth/providers/42-school'
import apple4 from 'next-auth/providers/apple'
import atlassian4 from 'next-auth/providers/atlassian'
import auth04 from 'next-auth/providers/auth0'
import authentik4 from 'next-auth/providers/authentik'
import azureAd4 from 'next-auth/providers/azure-ad'
import azureAdB2c4 from 'next-auth/providers/azure-ad-b2c'
import battlenet4 from 'next-auth/providers/battlenet'
import box4 from 'next-auth/providers/box'
import boxyhqSaml4 from 'next-auth/providers/boxyhq-saml'
import bungie4 from 'next-auth/providers/bungie'
import cognito4 from 'next-auth/providers/cognito'
import coinbase4 from 'next-auth/providers/coinbase'
import discord4 from 'next-auth/providers/discord'
import dropbox4 from 'next-auth/providers/dropbox'
import duendeIdentityServer64 from 'next-auth/providers/duende-identity-server6'
import eveonline4 from 'next-auth/providers/eveonline'
import facebook4 from 'next-auth/providers/facebook'
import faceit4 from 'next-auth/providers/faceit'
import foursquare4 from 'next-auth/providers/foursquare'
import freshbooks4 from 'next-auth/providers/freshbooks'
import fusionauth4 from 'next-auth/providers/fusionauth'
import credentials4 from 'next-auth/providers/credentials'
import email4 from 'next-auth/providers/email'
import github4 from 'next-auth/providers/github'
import gitlab4 from 'next-auth/providers/gitlab'
import google4 from 'next-auth/providers/google'
import hubspot4 from 'next-auth/providers/hubspot'
import identityServer44 from 'next-auth/providers/identity-server4'
import instagram4 from 'next-auth/providers/instagram'
import kakao4 from 'next-auth/providers/kakao'
import keycloak4 from 'next-auth/providers/keycloak'
import line4 from 'next-auth/providers/line'
import linkedin4 from 'next-auth/providers/linkedin'
import mailchimp4 from 'next-auth/providers/mailchimp'
import mailru4 from 'next-auth/providers/mailru'
import medium4 from 'next-auth/providers/medium'
import naver4 from 'next-auth/providers/naver'
import netlify4 from 'next-auth/providers/netlify'
import okta4 from 'next-auth/providers/okta'
import onelogin4 from 'next-auth/providers/onelogin'
import osso4 from 'next-auth/providers/osso'
import osu4 from 'next-auth/providers/osu'
import passage4 from 'next-auth/providers/passage'
import patreon4 from 'next-auth/providers/patreon'
import pinterest4 from 'next-auth/providers/pinterest'
import pipedrive4 from 'next-auth/providers/pipedrive'
import reddit4 from 'next-auth/providers/reddit'
import salesforce4 from 'next-auth/providers/salesforce'
import slack4 from 'next-auth/providers/slack'
import spotify4 from 'next-auth/providers/spotify'
import strava4 from 'next-auth/providers/strava'
import todoist4 from 'next-auth/providers/todoist'
import trakt4 from 'next-auth/providers/trakt'
import twitch4 from 'next-auth/providers/twitch'
import twitter4 from 'next-auth/providers/twitter'
import unitedEffects4 from 'next-auth/providers/united-effects'
import vk4 from 'next-auth/providers/vk'
import wikimedia4 from 'next-auth/providers/wikimedia'
import wordpress4 from 'next-auth/providers/wordpress'
import workos4 from 'next-auth/providers/workos'
import yandex4 from 'next-auth/providers/yandex'
import zitadel4 from 'next-auth/providers/zitadel'
import zoho4 from 'next-auth/providers/zoho'
import zoom4 from 'next-auth/providers/zoom'
import type { ProviderInput } from '../../src/core/provider.ts'

/** The factory of a CommonJS module, which some loaders give in place of the module. */
export function commonJs<Factory>(module: { readonly default: Factory }): Factory {
  return typeof module === 'function' ? module : module.default
}

const client = { clientId: 'client', clientSecret: 'a secret of thirty-two characters' }

/** Whatever one of them may ask for. */
const options = {
  ...client,
  issuer: 'https://issuer.example/tenant',
  domain: 'domain.example',
  tenantId: 'tenant',
  tenantName: 'tenant',
  primaryUserFlow: 'flow',
  baseUrl: 'https://base.example',
  redirectUri: 'https://app.example/callback',
  prompt: 'login',
  accountID: '1',
  userinfo: 'https://userinfo.example',
  region: 'US',
  environment: 'sandbox',
} as const

/** Of Auth.js v5. */
export const authJsProviders: Record<string, ProviderInput> = {
  '42-school': _42School5(options),
  apple: apple5(options),
  asgardeo: asgardeo5(options),
  atlassian: atlassian5(options),
  auth0: auth05(options),
  authentik: authentik5(options),
  'azure-ad': azureAd5(options),
  'azure-ad-b2c': azureAdB2c5(options),
  'azure-devops': azureDevops5(options),
  'bankid-no': bankidNo5(options),
  battlenet: battlenet5({ ...options, issuer: 'https://us.battle.net/oauth' }),
  beyondidentity: beyondidentity5(options),
  bitbucket: bitbucket5(options),
  box: box5(options),
  'boxyhq-saml': boxyhqSaml5(options),
  bungie: bungie5(options),
  'click-up': clickUp5(options),
  cognito: cognito5(options),
  coinbase: coinbase5(options),
  concept2: concept25(options),
  descope: descope5(options),
  discord: discord5(options),
  dribbble: dribbble5(options),
  dropbox: dropbox5(options),
  'duende-identity-server6': duendeIdentityServer65(options),
  eventbrite: eventbrite5(options),
  eveonline: eveonline5(options),
  facebook: facebook5(options),
  faceit: faceit5(options),
  figma: figma5(options),
  foursquare: foursquare5(options),
  freshbooks: freshbooks5(client),
  frontegg: frontegg5(options),
  fusionauth: fusionauth5(options),
  github: github5(options),
  gitlab: gitlab5(options),
  google: google5(options),
  hubspot: hubspot5(options),
  huggingface: huggingface5(options),
  'identity-server4': identityServer45(options),
  instagram: instagram5(options),
  kakao: kakao5(options),
  keycloak: keycloak5(options),
  kinde: kinde5(options),
  line: line5(options),
  linkedin: linkedin5(options),
  logto: logto5(options),
  mailchimp: mailchimp5(options),
  mailru: mailru5(options),
  mastodon: mastodon5(options),
  mattermost: mattermost5(options),
  medium: medium5(options),
  'microsoft-entra-id': microsoftEntraId5(options),
  naver: naver5(options),
  netlify: netlify5(options),
  netsuite: netsuite5({ ...options, scope: 'rest' }),
  nextcloud: nextcloud5(options),
  notion: notion5(options),
  okta: okta5(options),
  onelogin: onelogin5(options),
  'ory-hydra': oryHydra5(options),
  osso: osso5(options),
  osu: osu5(options),
  passage: passage5(options),
  patreon: patreon5(options),
  'ping-id': pingId5(options),
  pinterest: pinterest5(options),
  pipedrive: pipedrive5(options),
  reddit: reddit5(options),
  roblox: roblox5(options),
  salesforce: salesforce5(options),
  simplelogin: simplelogin5(options),
  slack: slack5(options),
  spotify: spotify5(options),
  strava: strava5(options),
  threads: threads5(options),
  tiktok: tiktok5(options),
  todoist: todoist5(options),
  trakt: trakt5(options),
  twitch: twitch5(options),
  twitter: twitter5(options),
  'united-effects': unitedEffects5(options),
  vipps: vipps5(options),
  vk: vk5(options),
  webex: webex5(options),
  wechat: wechat5(options),
  wikimedia: wikimedia5(options),
  wordpress: wordpress5(options),
  workos: workos5(options),
  yandex: yandex5(options),
  zitadel: zitadel5(options),
  zoho: zoho5(options),
  zoom: zoom5(options),
}

/** Of NextAuth v4. */
export const nextAuthProviders: Record<string, ProviderInput> = {
  '42-school': commonJs(_42School4)(options),
  apple: commonJs(apple4)(options),
  atlassian: commonJs(atlassian4)(options),
  auth0: commonJs(auth04)(options),
  authentik: commonJs(authentik4)(options),
  'azure-ad': commonJs(azureAd4)(options),
  'azure-ad-b2c': commonJs(azureAdB2c4)(options),
  battlenet: commonJs(battlenet4)({ ...options, issuer: 'https://us.battle.net/oauth' }),
  box: commonJs(box4)(options),
  'boxyhq-saml': commonJs(boxyhqSaml4)(options),
  bungie: commonJs(bungie4)(options),
  cognito: commonJs(cognito4)(options),
  coinbase: commonJs(coinbase4)(options),
  discord: commonJs(discord4)(options),
  dropbox: commonJs(dropbox4)(options),
  'duende-identity-server6': commonJs(duendeIdentityServer64)(options),
  eveonline: commonJs(eveonline4)(options),
  facebook: commonJs(facebook4)(options),
  faceit: commonJs(faceit4)(options),
  foursquare: commonJs(foursquare4)(options),
  freshbooks: commonJs(freshbooks4)(client),
  fusionauth: commonJs(fusionauth4)(options),
  github: commonJs(github4)(options),
  gitlab: commonJs(gitlab4)(options),
  google: commonJs(google4)(options),
  hubspot: commonJs(hubspot4)(options),
  'identity-server4': commonJs(identityServer44)(options),
  instagram: commonJs(instagram4)(options),
  kakao: commonJs(kakao4)(options),
  keycloak: commonJs(keycloak4)(options),
  line: commonJs(line4)(options),
  linkedin: commonJs(linkedin4)(options),
  mailchimp: commonJs(mailchimp4)(options),
  mailru: commonJs(mailru4)(options),
  medium: commonJs(medium4)(options),
  naver: commonJs(naver4)(options),
  netlify: commonJs(netlify4)(options),
  okta: commonJs(okta4)(options),
  onelogin: commonJs(onelogin4)(options),
  osso: commonJs(osso4)(options),
  osu: commonJs(osu4)(options),
  passage: commonJs(passage4)(options),
  patreon: commonJs(patreon4)(options),
  pinterest: commonJs(pinterest4)(options),
  pipedrive: commonJs(pipedrive4)(options),
  reddit: commonJs(reddit4)(options),
  salesforce: commonJs(salesforce4)(options),
  slack: commonJs(slack4)(options),
  spotify: commonJs(spotify4)(options),
  strava: commonJs(strava4)(options),
  todoist: commonJs(todoist4)(options),
  trakt: commonJs(trakt4)(options),
  twitch: commonJs(twitch4)(options),
  twitter: commonJs(twitter4)(options),
  'united-effects': commonJs(unitedEffects4)(options),
  vk: commonJs(vk4)(options),
  wikimedia: commonJs(wikimedia4)(options),
  wordpress: commonJs(wordpress4)(options),
  workos: commonJs(workos4)(options),
  yandex: commonJs(yandex4)(options),
  zitadel: commonJs(zitadel4)(options),
  zoho: commonJs(zoho4)(options),
  zoom: commonJs(zoom4)(options),
}

/** Factories of Auth.js v5 as they are, for the environment to fill. */
export const authJsFactories: readonly ProviderInput[] = [
  apple5,
  auth05,
  discord5,
  github5,
  gitlab5,
  google5,
  linkedin5,
  microsoftEntraId5,
  slack5,
  spotify5,
  tiktok5,
  twitter5,
]

/** Credentials and e-mail, whose types differ most. */
export const furtherProviders: readonly ProviderInput[] = [
  credentials5({
    credentials: { email: { label: 'E-mail', type: 'email' }, password: {} },
    authorize: async (entered, request) =>
      entered.password === 'x' && request.headers.get('x') === null ? { id: '1' } : null,
  }),
  commonJs(credentials4)({
    credentials: { email: { label: 'E-mail', type: 'email' } },
    authorize: async (entered, req) =>
      entered?.email === 'x' && req.headers?.['x'] === undefined ? { id: '1' } : null,
  }),
  nodemailer5({ server: 'smtp://localhost', from: 'a@b.example' }),
  commonJs(email4)({ server: 'smtp://localhost', from: 'a@b.example' }),
]
