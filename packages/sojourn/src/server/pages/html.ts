/**
 * HTML by template: every value is escaped unless it is HTML already.
 *
 * @module
 */

/** A piece of HTML that is safe to put into a page. */
export interface Html {
  readonly html: string
}

type Value = Html | readonly Html[] | string | number | undefined | false

/** Makes HTML of a template. Strings in it become text, never markup. */
export function html(parts: TemplateStringsArray, ...values: Value[]): Html {
  const pieces = parts.map((part, index) => part + toHtml(values[index]))
  return { html: pieces.join('') }
}

/** An attribute, or nothing where its value says no. The name must be one that the page knows. */
export function attribute(name: string, value: string | number | boolean | undefined): Html {
  if (value === undefined || value === false) return { html: '' }
  return value === true ? { html: ` ${name}` } : { html: ` ${name}="${escape(String(value))}"` }
}

/** The fields of a form that nobody sees. */
export function hiddenFields(fields: Readonly<Record<string, string>>): Html[] {
  return Object.entries(fields).map(
    ([name, value]) => html`<input type="hidden" name="${name}" value="${value}" />`,
  )
}

/** Where a link may lead: a path, or a web address. Anything else leads to the start page. */
export function linkTarget(address: string): string {
  return /^(?:https?:\/\/|\/(?![/\\]))/i.test(address) ? address : '/'
}

function toHtml(value: Value): string {
  if (value === undefined || value === false) return ''
  if (typeof value === 'string') return escape(value)
  if (typeof value === 'number') return String(value)
  return 'html' in value ? value.html : value.map((piece) => piece.html).join('')
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

function escape(text: string): string {
  return text.replace(/[&<>"']/g, (character) => entities[character] ?? '')
}
