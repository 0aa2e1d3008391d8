/**
 * Names a browser as its person knows it: `Firefox on Windows`.
 *
 * `User-Agent` is full of the names of others, kept for the sake of old sites. So the order counts, and
 * a browser that only borrows a known name is not given it.
 *
 * @module
 */

type Rules = readonly (readonly [name: string, mark: RegExp])[]

/** These say `Chrome` or `Safari`, too, and are neither. */
const others =
  /\b(?:OPR|OPT|SamsungBrowser|Vivaldi|YaBrowser|DuckDuckGo|Ddg|Electron)\/|; wv\)|bot\b/i

const browsers: Rules = [
  ['Edge', /\bEdg(?:e|A|iOS)?\/\d/],
  ['Firefox', /\b(?:Firefox|FxiOS)\/\d/],
  ['Chrome', /(?:\b|Headless)(?:Chrome|CriOS)\/\d/],
  // On Android the same words are those of a browser long gone.
  ['Safari', /^(?!.*Android).*\bVersion\/\d\S* (?:Mobile\/\S+ )?Safari\/\d/],
]

const systems: Rules = [
  ['iOS', /\b(?:iPhone|iPad|iPod)\b/],
  ['Android', /\bAndroid\b/],
  ['Windows', /\bWindows NT\b/],
  ['macOS', /\bMacintosh\b/],
  ['Linux', /\bLinux\b/],
]

/**
 * Reads a browser and its system out of `User-Agent`.
 *
 * @param userAgent What the browser said; anything at all.
 * @returns `Unknown browser` unless it is one of the four great ones.
 */
export function browserName(userAgent: string | null): string {
  if (userAgent === null || others.test(userAgent)) return 'Unknown browser'
  const browser = find(browsers, userAgent)
  if (browser === undefined) return 'Unknown browser'
  const system = find(systems, userAgent)
  return system === undefined ? browser : `${browser} on ${system}`
}

function find(rules: Rules, userAgent: string): string | undefined {
  return rules.find(([, mark]) => mark.test(userAgent))?.[0]
}
