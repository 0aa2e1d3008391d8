/**
 * What each provider answers about somebody, made up after its documentation, and who that is here.
 *
 * @module
 */

/** A person as a test names them; what is missing is `null`. */
export interface SampleUser {
  id: string
  name: string | null
  email: string | null
  image: string | null
}

/** Why a field is another than the package's factory makes of the same answer. */
export type Differences = Partial<Record<keyof SampleUser, string>>

/** One provider. */
export interface Sample {
  /** Options of our factory beside the client's id and secret. */
  options?: Record<string, unknown>
  /** Issuer that signs ID tokens, where it is not the provider's. */
  issuer?: string
  /** What the `profile` function is given. */
  profile: Record<string, unknown>
  /** What the person's endpoint answers, where that is something else. */
  answer?: Record<string, unknown>
  /** What stands beside the access token. */
  tokens?: Record<string, unknown>
  /** Members of the token answer that the provider leaves out. */
  without?: readonly string[]
  /** What the browser brings back beside the code. */
  posted?: Record<string, string>
  user: SampleUser
  /** What is known of the address: whether it was verified. */
  verified?: boolean
  /** Where NextAuth v4 differs; a text: why it cannot be compared. */
  v4?: Differences | string
  /** Where Auth.js v5 differs; a text: why it cannot be compared. */
  v5?: Differences | string
  /** What the factory of v5 is given, where it prepares the answer. */
  v5Profile?: Record<string, unknown>
}

const name = 'Ada Lovelace'
const email = 'ada@example.com'
const image = 'https://img.example/ada.png'

/** The standard claims of OpenID Connect. */
const claims = { sub: 'subject-1', name, email, email_verified: true, picture: image }
const ada: SampleUser = { id: 'subject-1', name, email, image }
const unseen: SampleUser = { ...ada, image: null }
const nameless = { first_name: 'Ada', last_name: 'Lovelace' }
const issuer = 'https://login.acme.example'
const byIssuer = { options: { issuer }, profile: claims, user: ada, verified: true }
const noAddress = 'the packages map none'
const embedded = 'the packages embed the picture; here none is asked for'

export const samples: Record<string, Sample> = {
  '42-school': {
    profile: { id: 4242, usual_full_name: name, email, image: { link: image }, image_url: image },
    user: { id: '4242', name, email, image },
  },
  apple: {
    profile: {
      sub: 'subject-1',
      email,
      email_verified: true,
      user: { name: { firstName: 'Ada', lastName: 'Lovelace' } },
    },
    posted: { user: JSON.stringify({ name: { firstName: 'Ada', lastName: 'Lovelace' } }) },
    user: unseen,
    verified: true,
    v4: { name: 'v4 does not read what Apple posts' },
  },
  asgardeo: {
    options: { issuer: 'https://api.asgardeo.io/t/acme' },
    issuer: 'https://api.asgardeo.io/t/acme/oauth2/token',
    profile: claims,
    user: ada,
    verified: true,
  },
  atlassian: {
    profile: { account_id: '557058:ada', name, email, picture: image },
    user: { id: '557058:ada', name, email, image },
  },
  auth0: {
    ...byIssuer,
    profile: { ...claims, nickname: 'ada' },
    v4: { name: 'the name, and the nickname where there is none, as in v5' },
  },
  authentik: {
    options: { issuer: 'https://sso.acme.example/application/o/app' },
    issuer: 'https://sso.acme.example/application/o/app/',
    profile: claims,
    user: ada,
    verified: true,
  },
  'azure-ad': {
    options: { tenantId: '9188040d-6c67-4c5b-b112-36a304b66dad' },
    profile: { sub: 'subject-1', name, email },
    user: unseen,
  },
  'azure-ad-b2c': {
    options: { tenantId: 'acme', primaryUserFlow: 'B2C_1_signin' },
    issuer: 'https://acme.b2clogin.com/9188040d-6c67-4c5b-b112-36a304b66dad/v2.0/',
    profile: { sub: 'subject-1', name, emails: [email] },
    user: unseen,
  },
  'azure-devops': {
    profile: {
      id: '5d6898bb',
      displayName: name,
      emailAddress: email,
      coreAttributes: { Avatar: { value: { value: 'AAAA' } } },
    },
    user: { id: '5d6898bb', name, email, image: null },
    v5: { image: embedded },
  },
  'bankid-no': { profile: claims, user: unseen, verified: true },
  battlenet: {
    options: { issuer: 'https://oauth.battle.net' },
    profile: { sub: '12345', battle_tag: 'Ada#1815' },
    user: { id: '12345', name: 'Ada#1815', email: null, image: null },
  },
  beyondidentity: { ...byIssuer, user: unseen },
  bitbucket: {
    profile: {
      account_id: '557058:ada',
      username: 'ada',
      display_name: name,
      links: { avatar: { href: image } },
    },
    user: { id: '557058:ada', name, email: null, image },
  },
  box: {
    profile: { id: '11446498', name, login: email, avatar_url: image },
    user: { id: '11446498', name, email, image },
  },
  'boxyhq-saml': {
    options: { issuer },
    profile: { id: 'saml-1', email, firstName: 'Ada', lastName: 'Lovelace' },
    user: { id: 'saml-1', name, email, image: null },
  },
  bungie: {
    options: { apiKey: 'key' },
    tokens: { membership_id: '4611' },
    profile: {
      Response: {
        bungieNetUser: {
          membershipId: '4611',
          displayName: name,
          profilePicturePath: '/img/ada.png',
        },
      },
    },
    user: { id: '4611', name, email: null, image: 'https://www.bungie.net/img/ada.png' },
  },
  'click-up': {
    profile: { user: { id: 183, username: name, email, profilePicture: image } },
    user: { id: '183', name, email, image },
    v5: { email: noAddress, image: 'v5 calls it profilePicture, which nothing reads' },
  },
  cognito: byIssuer,
  coinbase: {
    profile: { data: { id: '9da7a204', name, email, avatar_url: image } },
    user: { id: '9da7a204', name, email, image },
  },
  concept2: {
    profile: { data: { id: 79, username: 'ada', email, profile_image: image } },
    user: { id: '79', name: 'ada', email, image },
  },
  descope: { profile: claims, user: ada, verified: true },
  discord: {
    profile: {
      id: '80351110224678912',
      username: 'ada',
      global_name: name,
      discriminator: '0',
      avatar: 'a_8342729096ea3675',
      email,
      verified: true,
    },
    user: {
      id: '80351110224678912',
      name,
      email,
      image: 'https://cdn.discordapp.com/avatars/80351110224678912/a_8342729096ea3675.gif',
    },
    verified: true,
    v4: { name: 'the name that is shown, as in v5' },
  },
  dribbble: {
    profile: { id: 1, name, email, avatar_url: image },
    user: { id: '1', name, email, image },
  },
  dropbox: {
    profile: {
      account_id: 'dbid:AAH4f99T0taONIb',
      name: { display_name: name },
      email,
      email_verified: true,
      profile_photo_url: image,
    },
    user: { id: 'dbid:AAH4f99T0taONIb', name, email, image },
    verified: true,
  },
  'duende-identity-server6': { ...byIssuer, v4: { image: 'the claim `picture`, as in v5' } },
  eventbrite: {
    profile: {
      id: '1234',
      name,
      emails: [
        { email: 'old@example.com', primary: false, verified: true },
        { email, primary: true, verified: true },
      ],
      email,
      image_id: '77',
    },
    answer: {
      id: '1234',
      name,
      emails: [
        { email: 'old@example.com', primary: false, verified: true },
        { email, primary: true, verified: true },
      ],
      image_id: '77',
    },
    user: {
      id: '1234',
      name,
      email,
      image: 'https://img.evbuc.com/https%3A%2F%2Fcdn.evbuc.com%2Fimages%2F77%2F1%2Foriginal.jpg',
    },
    verified: true,
  },
  eveonline: {
    profile: { CharacterID: 95465499, CharacterName: name },
    user: {
      id: '95465499',
      name,
      email: null,
      image: 'https://images.evetech.net/characters/95465499/portrait?size=128',
    },
    v4: { image: 'the server of the pictures was moved' },
    v5: { image: 'the server of the pictures was moved' },
  },
  facebook: {
    profile: { id: '10001', name, email, picture: { data: { url: image } } },
    user: { id: '10001', name, email, image },
  },
  faceit: {
    profile: { guid: 'guid-1', name, nickname: 'ada', email, picture: image },
    user: { id: 'guid-1', name, email, image },
  },
  figma: {
    profile: { id: '2602', handle: name, email, img_url: image },
    user: { id: '2602', name, email, image },
  },
  foursquare: {
    without: ['token_type'],
    profile: {
      response: {
        user: {
          id: '33',
          firstName: 'Ada',
          lastName: 'Lovelace',
          contact: { email },
          photo: { prefix: 'https://img.example/', suffix: '/ada.png' },
        },
      },
    },
    user: { id: '33', name, email, image: 'https://img.example/original/ada.png' },
  },
  freshbooks: {
    profile: { response: { id: 712, ...nameless, email } },
    user: { id: '712', name, email, image: null },
  },
  frontegg: byIssuer,
  fusionauth: {
    ...byIssuer,
    v4: {
      name: 'the name, and the user name where there is none, as in v5',
      image: 'the claim `picture`, as in v5',
    },
  },
  github: {
    profile: { id: 583231, login: 'ada', name, email, avatar_url: image },
    user: { id: '583231', name, email, image },
    verified: true,
  },
  gitlab: {
    profile: { id: 1815, username: 'ada', name, email, avatar_url: image },
    user: { id: '1815', name, email, image },
  },
  google: { profile: claims, user: ada, verified: true },
  hubspot: {
    profile: { user_id: 99, user: email },
    user: { id: '99', name: email, email, image: null },
  },
  huggingface: { profile: claims, user: ada, verified: true },
  'identity-server4': { ...byIssuer, v4: { image: 'the claim `picture`, as in v5' } },
  instagram: {
    without: ['token_type', 'expires_in'],
    profile: { id: '1784', username: 'ada', account_type: 'PERSONAL' },
    user: { id: '1784', name: 'ada', email: null, image: null },
  },
  kakao: {
    profile: {
      id: 123456789,
      kakao_account: {
        email,
        is_email_valid: true,
        is_email_verified: true,
        profile: { nickname: name, profile_image_url: image },
      },
    },
    user: { id: '123456789', name, email, image },
    verified: true,
  },
  keycloak: { ...byIssuer, options: { issuer: 'https://sso.acme.example/realms/acme' } },
  kinde: byIssuer,
  line: { profile: claims, user: ada, verified: true },
  linkedin: {
    profile: claims,
    user: ada,
    verified: true,
    v4: 'v4 asks `/v2/me`, which new applications may not; its `id` is the `sub` of today',
  },
  logto: {
    ...byIssuer,
    profile: { ...claims, name: null, username: 'ada' },
    user: { ...ada, name: 'ada' },
  },
  mailchimp: {
    without: ['token_type'],
    tokens: { expires_in: 0, scope: null },
    profile: { accountname: name, login: { login_id: 77, email } },
    user: { id: '77', name, email, image: null },
  },
  mailru: {
    without: ['token_type'],
    profile: { id: '66', name, email, image },
    user: { id: '66', name, email, image },
    v5: { image: 'v5 reads `picture`, which Mail.ru does not send' },
  },
  mastodon: {
    options: { issuer: 'https://social.acme.example/' },
    profile: { id: '14715', username: 'ada', avatar_static: image },
    user: { id: '14715', name: 'ada', email: null, image },
  },
  mattermost: {
    options: { issuer: 'https://chat.acme.example' },
    profile: { id: 'mm1', username: 'ada', ...nameless, email },
    user: { id: 'mm1', name: 'ada', email, image: null },
  },
  medium: {
    profile: { data: { id: '5303d74c', name, imageUrl: image } },
    user: { id: '5303d74c', name, email: null, image },
  },
  'microsoft-entra-id': {
    options: { tenantId: '9188040d-6c67-4c5b-b112-36a304b66dad' },
    profile: { sub: 'subject-1', name, email },
    user: unseen,
  },
  naver: {
    profile: { response: { id: '32742776', nickname: name, email, profile_image: image } },
    user: { id: '32742776', name, email, image },
  },
  netlify: {
    profile: { id: '5caa', full_name: name, email, avatar_url: image },
    user: { id: '5caa', name, email, image },
  },
  netsuite: {
    options: { accountID: '1234567', userinfo: 'https://1234567.restlets.example/me' },
    profile: { id: 3, name, email },
    user: { id: '3', name, email, image: null },
  },
  nextcloud: {
    options: { issuer: 'https://cloud.acme.example' },
    tokens: { user_id: 'ada' },
    profile: { id: 'ada', displayname: name, email },
    answer: { ocs: { data: { id: 'ada', displayname: name, email } } },
    user: { id: 'ada', name, email, image: 'https://cloud.acme.example/avatar/ada/512' },
  },
  notion: {
    profile: { id: 'd40e767c', name, avatar_url: image, person: { email } },
    answer: {
      bot: { owner: { user: { id: 'd40e767c', name, avatar_url: image, person: { email } } } },
    },
    user: { id: 'd40e767c', name, email, image },
  },
  okta: byIssuer,
  onelogin: {
    options: { issuer: 'https://acme.onelogin.com' },
    issuer: 'https://acme.onelogin.com/oidc/2',
    profile: { ...claims, nickname: 'ada' },
    user: ada,
    verified: true,
    v4: { name: 'the name, and the nickname where there is none, as in v5' },
  },
  'ory-hydra': byIssuer,
  osso: {
    options: { issuer: 'https://osso.acme.example/' },
    profile: { id: 'osso-1', name, email },
    user: { id: 'osso-1', name, email, image: null },
  },
  osu: {
    profile: { id: 1815, username: 'ada', avatar_url: image },
    user: { id: '1815', name: 'ada', email: null, image },
  },
  passage: {
    ...byIssuer,
    v4: { name: 'the claim `name`, as in v5', image: 'the claim `picture`, as in v5' },
  },
  patreon: {
    profile: {
      data: {
        id: '12345689',
        attributes: { full_name: name, email, is_email_verified: true, image_url: image },
      },
    },
    user: { id: '12345689', name, email, image },
    verified: true,
  },
  'ping-id': byIssuer,
  pinterest: {
    profile: { username: 'ada', profile_image: image },
    user: { id: 'ada', name: 'ada', email: null, image },
  },
  pipedrive: {
    profile: { data: { id: 1111, name, email, icon_url: image } },
    user: { id: '1111', name, email, image },
  },
  reddit: {
    profile: { id: '1w72', name: 'ada' },
    user: { id: '1w72', name: 'ada', email: null, image: null },
  },
  roblox: {
    profile: { sub: '1516563360', name, picture: image },
    user: { id: '1516563360', name, email: null, image },
  },
  salesforce: {
    profile: {
      ...claims,
      sub: 'https://login.salesforce.com/id/00D/005',
      user_id: '005',
    },
    user: { ...ada, id: '005' },
    verified: true,
    v4: { name: 'v4 leaves it out', email: 'v4 leaves it out' },
    v5: { id: 'the id of v4, which the accounts of most are stored under' },
  },
  simplelogin: {
    profile: { sub: '1', name, email, email_verified: true, avatar_url: image },
    user: { id: '1', name, email, image },
    verified: true,
  },
  slack: { profile: claims, user: ada, verified: true },
  spotify: {
    profile: { id: 'ada1815', display_name: name, email, images: [{ url: image }] },
    user: { id: 'ada1815', name, email, image },
  },
  strava: {
    profile: { id: 134815, firstname: 'Ada', lastname: 'Lovelace', profile: image },
    user: { id: '134815', name, email: null, image },
  },
  threads: {
    without: ['token_type', 'expires_in'],
    profile: { id: '28', username: 'ada', threads_profile_picture_url: image },
    v5Profile: { data: { id: '28', username: 'ada', threads_profile_picture_url: image } },
    user: { id: '28', name: 'ada', email: null, image },
  },
  tiktok: {
    profile: { data: { user: { open_id: 'open-1', display_name: name, avatar_url: image } } },
    user: { id: 'open-1', name, email: null, image },
  },
  todoist: {
    profile: { id: '2671355', full_name: name, email, avatar_big: image },
    answer: {
      user: {
        id: '2671355',
        full_name: name,
        email,
        avatar_big: image,
        verification_status: 'verified',
      },
    },
    user: { id: '2671355', name, email, image },
    verified: true,
  },
  trakt: {
    profile: { ids: { slug: 'ada' }, name, images: { avatar: { full: image } } },
    user: { id: 'ada', name, email: null, image },
  },
  twitch: {
    tokens: { scope: ['openid', 'user:read:email'] },
    profile: {
      sub: '713936733',
      preferred_username: 'ada',
      email,
      email_verified: true,
      picture: image,
    },
    user: { id: '713936733', name: 'ada', email, image },
    verified: true,
  },
  twitter: {
    profile: { data: { id: '2244994945', name, username: 'ada', profile_image_url: image } },
    user: { id: '2244994945', name, email: null, image },
  },
  'united-effects': {
    ...byIssuer,
    v4: { name: 'the claim `name`, as in v5', image: 'the claim `picture`, as in v5' },
  },
  vipps: { profile: claims, user: ada, verified: true },
  vk: {
    without: ['token_type'],
    tokens: { email, user_id: 1815 },
    profile: { response: [{ id: 1815, ...nameless, photo_100: image }] },
    v5Profile: { id: 1815, ...nameless, photo_100: image, email },
    user: { id: '1815', name, email, image },
    v4: { email: 'VK tells it beside the token, as v5 reads it' },
  },
  webex: {
    profile: { id: 'Y2lz', displayName: name, emails: [email], avatar: image },
    user: { id: 'Y2lz', name, email, image },
  },
  wechat: {
    without: ['token_type'],
    tokens: { openid: 'open-1' },
    profile: { unionid: 'union-1', openid: 'open-1', nickname: name, headimgurl: image },
    user: { id: 'union-1', name, email: null, image },
  },
  wikimedia: {
    profile: { sub: '1815', username: 'Ada', email, confirmed_email: true },
    user: { id: '1815', name: 'Ada', email, image: null },
    verified: true,
  },
  wordpress: {
    profile: { ID: 78, display_name: name, email, email_verified: true, avatar_URL: image },
    user: { id: '78', name, email, image },
    verified: true,
  },
  workos: {
    options: { connection: 'conn_1' },
    profile: { id: 'prof_1', ...nameless, email, raw_attributes: { picture: image } },
    user: { id: 'prof_1', name, email, image },
  },
  yandex: {
    profile: {
      id: '1000034426',
      display_name: name,
      default_email: email,
      is_avatar_empty: false,
      default_avatar_id: '131652443',
    },
    user: {
      id: '1000034426',
      name,
      email,
      image: 'https://avatars.yandex.net/get-yapic/131652443/islands-200',
    },
  },
  zitadel: byIssuer,
  zoho: {
    profile: { ZUID: 4567, First_Name: 'Ada', Last_Name: 'Lovelace', Email: email },
    user: { id: '4567', name, email, image: null },
  },
  zoom: {
    profile: { id: 'zJKyaiAyTNC', ...nameless, email, verified: 1, pic_url: image },
    user: { id: 'zJKyaiAyTNC', name, email, image },
    verified: true,
  },
}

/** The sample of a module. */
export function sampleOf(file: string): Sample {
  const sample = samples[file]
  if (sample === undefined) throw new Error(`There is no sample for ${file}.`)
  return sample
}
