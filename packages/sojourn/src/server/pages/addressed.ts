/**
 * A sentence with somebody's address in it.
 *
 * @module
 */
import { type Html, html } from './html.ts'

/** Puts an address in the place of `{email}`, set apart from the text, whatever direction either has. */
export function addressed(text: string, address: string): Html {
  const [before, ...after] = text.split('{email}')
  const rest = after.map(
    (part) =>
      html`<strong><bdi>${address}</bdi></strong
        >${part}`,
  )
  return html`${before}${rest}`
}
