/**
 * The mark on a provider's button: its initial, on a tile of its colour.
 *
 * A letter, not a picture: nothing is fetched from anybody, and a provider that nobody has heard of looks
 * no worse than the others.
 *
 * @module
 */
import { black, contrast, readableOn, textOn, toHex, white } from './color.ts'
import { type Html, html } from './html.ts'
import { type Color, parseColor } from './parse-color.ts'

/** What NextAuth's providers say of their looks. Pictures are not looked at. */
export interface ProviderStyle {
  /** Auth.js v5. */
  readonly brandColor?: string | undefined
  /** NextAuth v4: the ground of its button. */
  readonly bg?: string | undefined
  /** NextAuth v4: the text of its button. */
  readonly text?: string | undefined
}

/** Whom a button is for. */
export interface MarkedProvider {
  readonly id: string
  readonly name: string
  readonly style?: ProviderStyle | undefined
}

const colors: Readonly<Record<string, string>> = {
  amazon: '#ff9900',
  apple: '#000000',
  atlassian: '#0052cc',
  auth0: '#eb5424',
  'azure-ad': '#0078d4',
  'azure-ad-b2c': '#0078d4',
  bitbucket: '#0052cc',
  box: '#0061d5',
  cognito: '#ff9900',
  discord: '#5865f2',
  dropbox: '#0061ff',
  facebook: '#0866ff',
  figma: '#f24e1e',
  github: '#24292f',
  gitlab: '#fc6d26',
  google: '#4285f4',
  hubspot: '#ff7a59',
  instagram: '#e4405f',
  kakao: '#fee500',
  keycloak: '#4d7ea8',
  line: '#06c755',
  linkedin: '#0a66c2',
  mailchimp: '#ffe01b',
  mastodon: '#6364ff',
  'microsoft-entra-id': '#0078d4',
  naver: '#03c75a',
  notion: '#000000',
  okta: '#007dc1',
  patreon: '#ff424d',
  pinterest: '#bd081c',
  reddit: '#ff4500',
  salesforce: '#00a1e0',
  slack: '#4a154b',
  spotify: '#1db954',
  strava: '#fc4c02',
  tiktok: '#000000',
  twitch: '#9146ff',
  twitter: '#000000',
  vk: '#0077ff',
  workos: '#6363f1',
  yandex: '#fc3f1d',
  zoom: '#0b5cff',
}

/** The marks of a page, and the rules that colour them. */
export interface Marks {
  readonly of: (provider: MarkedProvider) => Html
  /** To ask for when every mark was made. */
  readonly rules: () => string
}

/** Collects the colours of a page's marks; the style is the one place where they may stand. */
export function createMarks(): Marks {
  const tiles: string[] = []
  return {
    of: (provider) => {
      const color = colorOf(provider)
      const tint = color && html` tint-${tintOf(color, tiles)}`
      return html`<span
        class="mark${tint}"
        data-mark="${initial(provider.name)}"
        aria-hidden="true"
      ></span>`
    },
    rules: () => tiles.map((tile, index) => `.tint-${index}{${tile}}`).join(''),
  }
}

function tintOf(color: Color, tiles: string[]): number {
  // White reads better on a saturated colour than the numbers say, so it is kept where a shade will do.
  const [ground, letter] =
    contrast(white, color) >= 2.9
      ? [readableOn(color, black, [white]), white]
      : [color, textOn(color)]
  const tile = `background:${toHex(ground)};color:${toHex(letter)}`
  const known = tiles.indexOf(tile)
  return known === -1 ? tiles.push(tile) - 1 : known
}

/** A colour that is nearly white says nothing of whose it is. */
function colorOf({ id, style }: MarkedProvider): Color | undefined {
  const table = Object.hasOwn(colors, id) ? colors[id] : undefined
  const candidates = [style?.brandColor, style?.bg, table, style?.text]
  return candidates
    .map((candidate) => (typeof candidate === 'string' ? parseColor(candidate) : undefined))
    .find((color) => color !== undefined && contrast(color, white) > 1.15)
}

function initial(name: string): string {
  return /[\p{L}\p{N}]/u.exec(name)?.[0].toUpperCase() ?? '•'
}
