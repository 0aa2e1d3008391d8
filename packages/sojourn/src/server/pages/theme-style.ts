/**
 * The colours of the pages: of the application's brand where it has one, in light and dark.
 *
 * @module
 */
import {
  black,
  contrast,
  mix,
  readableContrast,
  readableOn,
  textOn,
  toHex,
  white,
} from './color.ts'
import type { ThemeColors } from './look.ts'
import { type Color, rounded } from './parse-color.ts'

/** The colours of one scheme that no theme changes. */
interface Scheme {
  readonly ground: Color
  readonly card: Color
  /** What a shade goes towards to be seen better. */
  readonly end: Color
  readonly brand: Color
  readonly onBrand: Color
  /** Values of the other variables. */
  readonly rest: string
}

const schemes: Readonly<Record<'light' | 'dark', Scheme>> = {
  light: {
    ground: [245, 245, 242],
    card: white,
    end: black,
    brand: [20, 88, 107],
    onBrand: white,
    rest: '--text:#1b2226;--quiet:#5a656c;--line:#dcdeda;--edge:#7f898f;--button-line:#c6cbc8;--hover:#f3f4f1;--alarm:#8c2719;--alarm-ground:#fcefec;--alarm-line:#eccbc4;--shadow:0 1px 2px #1b22260d,0 8px 24px -12px #1b22261f',
  },
  dark: {
    ground: [16, 21, 24],
    card: [25, 32, 36],
    end: white,
    brand: [125, 196, 214],
    onBrand: [9, 27, 33],
    rest: '--text:#e9ecee;--quiet:#a7b1b7;--line:#353f45;--edge:#78858d;--button-line:#4a565d;--hover:#222b30;--alarm:#ffb9ab;--alarm-ground:#351f1b;--alarm-line:#5f342c;--shadow:none',
  },
}

const styles = new WeakMap<ThemeColors, string>()

/** The style sheet of a theme: variables alone, for the one style of the pages to use. Made once. */
export function themeStyle(colors: ThemeColors): string {
  const style = styles.get(colors) ?? makeStyle(colors)
  styles.set(colors, style)
  return style
}

function makeStyle(colors: ThemeColors): string {
  const light = variables(schemes.light, colors)
  const dark = variables(schemes.dark, colors)
  if (colors.scheme === 'light') return `:root{color-scheme:light;${light}}`
  if (colors.scheme === 'dark') return `:root{color-scheme:dark;${dark}}`
  return `:root{color-scheme:light dark;${light}}@media(prefers-color-scheme:dark){:root{${dark}}}`
}

function variables(scheme: Scheme, colors: ThemeColors): string {
  const { ground, card, end } = scheme
  const [action, onAction] =
    colors.brand === undefined
      ? [scheme.brand, scheme.onBrand]
      : buttonColors(colors.brand, colors.buttonText)
  const named = {
    ground,
    card,
    action,
    'on-action': onAction,
    'action-hover': hovered(action, onAction),
    // A button that is hardly seen against the card gets an outline.
    'action-edge': contrast(action, card) < 1.6 ? mix(action, end, 0.45) : action,
    link: readableOn(action, end, [ground, card]),
  }
  const written = Object.entries(named).map(([name, color]) => `--${name}:${toHex(color)}`)
  return `${written.join(';')};${scheme.rest}`
}

/**
 * A button's ground and text. Where the text that the application wants is nearly readable, the ground gives
 * way a little; where it is not, the text does.
 */
function buttonColors(brand: Color, wanted: Color | undefined): readonly [Color, Color] {
  if (wanted !== undefined) {
    const away = textOn(wanted)
    for (const share of [0, 0.05, 0.1, 0.15, 0.2, 0.25]) {
      const ground = rounded(mix(brand, away, share))
      if (contrast(ground, wanted) >= readableContrast) return [ground, wanted]
    }
  }
  return [brand, textOn(brand)]
}

/** A shade that is seen to differ, if there is one on which the same text can be read: away from the text first. */
function hovered(action: Color, onAction: Color): Color {
  const isLight = contrast(onAction, black) > contrast(action, black)
  const shades = [0.16, 0.08, 0.04, 0.02, 0.01].flatMap((share) =>
    (isLight ? [black, white] : [white, black]).map((end) => rounded(mix(action, end, share))),
  )
  const readable = shades.filter((shade) => contrast(shade, onAction) >= readableContrast)
  return (
    readable.find((shade) => contrast(shade, action) >= 1.15) ??
    readable.find((shade) => toHex(shade) !== toHex(action)) ??
    action
  )
}
