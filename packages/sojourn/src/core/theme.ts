/**
 * How the built-in pages and mails look, as an application says it.
 *
 * @module
 */

/** What an application writes under `theme`. Names are NextAuth's. */
export interface Theme {
  /** Default: `auto`, as the browser prefers. */
  colorScheme?: 'auto' | 'dark' | 'light' | undefined
  /** URL of a picture that stands above the form. A path of this site, or https. Default: none. */
  logo?: string | undefined
  /** Colour of buttons and links, as CSS writes one. Default: a blue green. */
  brandColor?: string | undefined
  /** Colour of a button's text. Default: black or white, whichever is easier to read on `brandColor`. */
  buttonText?: string | undefined
}
