/**
 * The drawings above a page's title.
 *
 * @module
 */
import { type Html, html } from './html.ts'

/** An envelope: something was sent. */
export const envelope: Html = sign(
  '',
  html`<rect x="3" y="5.5" width="18" height="13" rx="2.25" />
    <path d="m3.75 7 7.1 5.6a1.9 1.9 0 0 0 2.3 0L20.25 7" />`,
)

/** A point of exclamation: something went wrong. */
export const exclamation: Html = sign(
  ' alarm',
  html`<circle cx="12" cy="12" r="9" /> <path d="M12 7.5v5.25M12 16.4v.1" />`,
)

function sign(tone: string, drawing: Html): Html {
  return html`<div class="sign${tone}" aria-hidden="true">
    <svg
      width="24"
      height="24"
      viewBox="0 0 24 24"
      fill="none"
      stroke="currentColor"
      stroke-width="1.75"
      stroke-linecap="round"
      stroke-linejoin="round"
      focusable="false"
    >
      ${drawing}
    </svg>
  </div>`
}
