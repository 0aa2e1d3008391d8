/**
 * How a page looks and what it says: the application's theme and texts, checked, with every default filled.
 *
 * @module
 */
import type { Theme } from '../../core/theme.ts'
import type { SessionRequest } from '../answer.ts'
import { type Color, parseColor } from './parse-color.ts'
import { checkTexts, fillTexts, type GivenTexts, type PageTexts } from './texts.ts'

export type { PageTexts } from './texts.ts'

/** What an application writes under `texts`. */
export type TextsOption = GivenTexts | ((request: SessionRequest) => GivenTexts)

/** A picture above the page's title. */
export interface Logo {
  readonly src: string
  /** Where it comes from, as a Content-Security-Policy says it. */
  readonly source: string
}

/** What the theme says of colours. */
export interface ThemeColors {
  readonly scheme: 'auto' | 'dark' | 'light'
  readonly brand: Color | undefined
  /** Colour of a text on the brand's; taken where it can be read. */
  readonly buttonText: Color | undefined
}

/** What a page is rendered with. */
export interface Look {
  readonly texts: PageTexts
  readonly colors: ThemeColors
  readonly logo: Logo | undefined
}

/**
 * Checks theme and texts and fills the defaults, once; what depends on the request is asked for each page.
 *
 * A function that throws, or gives what cannot be used, gets English: an error page must not fail for want
 * of a translation.
 *
 * @throws {TypeError} For a colour that is none, a logo that is neither a path of this site nor https, or a
 *   text that no page has.
 */
export function resolveLook(
  theme: Theme,
  texts: TextsOption | undefined,
): (request: SessionRequest) => Look {
  const { colorScheme = 'auto' } = theme
  if (!['auto', 'dark', 'light'].includes(colorScheme)) {
    throw new TypeError('theme.colorScheme must be "auto", "dark" or "light".')
  }
  const colors = {
    scheme: colorScheme,
    brand: resolveColor('brandColor', theme.brandColor),
    buttonText: resolveColor('buttonText', theme.buttonText),
  }
  const fixed = { colors, logo: resolveLogo(theme.logo) }
  if (typeof texts === 'function') {
    return (request) => ({ ...fixed, texts: fillTexts(ask(texts, request)) })
  }
  if (texts !== undefined) checkTexts(texts)
  const look = { ...fixed, texts: fillTexts(texts ?? {}) }
  return () => look
}

function ask(texts: Exclude<TextsOption, GivenTexts>, request: SessionRequest): GivenTexts {
  try {
    const given: unknown = texts(request)
    return typeof given === 'object' && given !== null ? given : {}
  } catch {
    return {}
  }
}

/** An empty text says nothing, as in NextAuth's own examples. */
function resolveColor(name: string, text: string | undefined): Color | undefined {
  if (text === undefined || text === '') return undefined
  const color = typeof text === 'string' ? parseColor(text) : undefined
  if (color === undefined) {
    throw new TypeError(
      `theme.${name} is no opaque colour: ${JSON.stringify(text)}. Write one as "#14586b", "teal", "rgb(20 88 107)", "hsl(193 69% 25%)" or "oklch(0.43 0.07 219)".`,
    )
  }
  return color
}

function resolveLogo(logo: string | undefined): Logo | undefined {
  if (logo === undefined || logo === '') return undefined
  // A host that nobody has: what still has it after resolving was a path.
  const nowhere = 'https://path.invalid'
  const url = typeof logo === 'string' ? URL.parse(logo, nowhere) : null
  if (url !== null && url.username === '' && url.password === '') {
    const isPath = url.origin === nowhere && logo.startsWith('/')
    // Not the bare path: `/.//elsewhere.example` becomes `//elsewhere.example`, which is another host.
    if (isPath && !url.pathname.startsWith('//')) {
      return { src: url.pathname + url.search, source: "'self'" }
    }
    if (/^https:\/\//i.test(logo)) {
      return { src: url.href, source: url.origin }
    }
  }
  throw new TypeError(
    `theme.logo must be a path of this site, such as "/logo.svg", or an https address; it is ${JSON.stringify(logo)}.`,
  )
}
