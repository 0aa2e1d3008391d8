/**
 * What the pages say, in English, and how an application says it in its own words.
 *
 * @module
 */
import { type AuthErrorCode, isAuthErrorCode } from '../../core/errors.ts'

/**
 * Every text of the built-in pages. All are plain text, never markup, so a file of translations (JSON) can
 * hold them. `{provider}` and `{email}` stand for a name and an address.
 */
export interface PageTexts {
  /** Language of the texts, for the browser and screen readers (BCP 47). Default: `en`. */
  lang: string
  /** Direction of the texts. Default: that of `lang`. */
  dir: 'ltr' | 'rtl'
  /** Texts of failures by code, instead of those of the catalog. */
  errors: Partial<Record<AuthErrorCode, string>>
  /** Labels of the fields of credentials by their names, instead of those of the provider. */
  fields: Readonly<Record<string, string>>
  /** What a title begins with on a page that shows a failure. `{title}` is the page's own. */
  titleWithError: string

  signInTitle: string
  /** A provider's button. Must hold `{provider}`. */
  signInWith: string
  /** Between ways to sign in. */
  or: string
  /** Instead of ways to sign in, where there are none. */
  noProviders: string
  /** The field for an address. */
  emailLabel: string
  /** An example in that field. */
  emailPlaceholder: string

  signOutTitle: string
  signOutText: string
  signOutButton: string
  staySignedIn: string

  errorTitle: string
  accessDeniedTitle: string
  configurationTitle: string
  verificationTitle: string
  /** What stands before a failure's code. */
  errorCode: string
  goToSignIn: string
  goHome: string

  /** A link was sent. */
  linkSentTitle: string
  linkSentText: string
  linkSentHint: string
  /** Leads to the sign-in page, from where a link or a code was sent. */
  askAgain: string
  /** A code was sent. */
  codeTitle: string
  /** `{email}` is where it was sent to. */
  codeText: string
  codeLabel: string
  codeButton: string
  codeHint: string

  /** A link was opened. */
  confirmTitle: string
  /** `{email}` is where the link was sent to. */
  confirmText: string
  confirmButton: string
  confirmHint: string
}

/** What an application writes of the texts: those that differ. */
export type GivenTexts = Partial<PageTexts>

const english: PageTexts = {
  lang: 'en',
  dir: 'ltr',
  errors: {},
  fields: {},
  titleWithError: 'Error: {title}',

  signInTitle: 'Sign in',
  signInWith: 'Sign in with {provider}',
  or: 'or',
  noProviders: 'There is no way to sign in here at the moment.',
  emailLabel: 'Email address',
  emailPlaceholder: 'name@example.com',

  signOutTitle: 'Sign out?',
  signOutText: 'You can sign in again at any time.',
  signOutButton: 'Sign out',
  staySignedIn: 'Stay signed in',

  errorTitle: 'Something is not right',
  accessDeniedTitle: 'You cannot sign in here',
  configurationTitle: 'Sign-in does not work at the moment',
  verificationTitle: 'This does not work any more',
  errorCode: 'Code:',
  goToSignIn: 'Go to sign-in',
  goHome: 'Go to the start page',

  linkSentTitle: 'Check your email',
  linkSentText: 'A link to sign in was sent to you. Open it where you want to be signed in.',
  linkSentHint: 'Nothing there after a few minutes? Look among the spam, or ask for another link.',
  askAgain: 'Ask for another',
  codeTitle: 'Check your email',
  codeText: 'Enter the code that was sent to {email}.',
  codeLabel: 'Code',
  codeButton: 'Sign in',
  codeHint:
    'The code works in this browser only. Nothing there after a few minutes? Look among the spam.',

  confirmTitle: 'Finish signing in',
  confirmText: 'You are about to sign in as {email}.',
  confirmButton: 'Sign in',
  confirmHint: 'If you did not ask for this, close this page. Nothing happens then.',
}

/** Puts values in the place of their names in braces. */
export function fill(text: string, values: Readonly<Record<string, string>>): string {
  return text.replace(/\{(\w+)\}/g, (braces, name: string) =>
    Object.hasOwn(values, name) ? (values[name] ?? '') : braces,
  )
}

const keys = Object.keys(english) as (keyof PageTexts)[]

/** Languages that are written from right to left. */
const rightToLeft = new Set(['ar', 'ckb', 'dv', 'fa', 'he', 'iw', 'ps', 'sd', 'ug', 'ur', 'yi'])

/**
 * Fills what is not given with English. What cannot be used is left out, too: a page in two languages is
 * better than none.
 */
export function fillTexts(given: GivenTexts): PageTexts {
  const usable = keys.filter((key) => mistakeIn(key, given[key]) === undefined)
  const texts = Object.fromEntries(usable.map((key) => [key, given[key]])) as GivenTexts
  const lang = texts.lang ?? english.lang
  const dir = rightToLeft.has(lang.split('-')[0]?.toLowerCase() ?? '') ? 'rtl' : 'ltr'
  return { ...english, dir, ...texts }
}

/**
 * @throws {TypeError} If a text cannot be used; the message says which, and why.
 */
export function checkTexts(given: GivenTexts): void {
  for (const [key, value] of Object.entries(given)) {
    if (!Object.hasOwn(english, key)) {
      throw new TypeError(`texts.${key} is no text of the pages. Choose of: ${keys.join(', ')}.`)
    }
    const mistake = mistakeIn(key as keyof PageTexts, value)
    if (value !== undefined && mistake !== undefined) {
      throw new TypeError(`texts.${key} ${mistake}`)
    }
  }
}

/** What is wrong with a value, if anything is. */
function mistakeIn(key: keyof PageTexts, value: unknown): string | undefined {
  if (key === 'errors' || key === 'fields') return mistakeInTable(key, value)
  if (typeof value !== 'string' || value.trim() === '') return 'must be a text that is not empty.'
  if (key === 'dir' && value !== 'ltr' && value !== 'rtl') return 'must be "ltr" or "rtl".'
  if (key === 'lang' && !isLanguage(value)) return `is no language tag: "${value}". Write "pt-BR".`
  if (key === 'signInWith' && !value.includes('{provider}')) {
    return 'must hold {provider}, or nobody could tell the buttons apart.'
  }
  return undefined
}

function mistakeInTable(key: 'errors' | 'fields', value: unknown): string | undefined {
  if (typeof value !== 'object' || value === null) return 'must be an object of texts.'
  for (const [name, text] of Object.entries(value)) {
    if (key === 'errors' && !isAuthErrorCode(name)) return `has no failure of the code "${name}".`
    if (typeof text !== 'string') return `must hold texts, and "${name}" is none.`
  }
  return undefined
}

function isLanguage(tag: string): boolean {
  try {
    return Intl.getCanonicalLocales(tag).length === 1
  } catch {
    return false
  }
}
