/**
 * The fields of a credentials form, with the attributes that the application has given them.
 *
 * @module
 */
import type { CredentialInput, CredentialsProvider } from '../../core/provider.ts'
import { attribute, type Html, html } from './html.ts'

type AttributeValue = string | number | boolean | undefined

/** What every field of a page is told. */
export interface FieldContext {
  /** Makes an id that no other element of the page has. */
  readonly uniqueId: (wanted: string) => string
  /** Ids of what describes the field. */
  readonly describedBy: string | undefined
  /** Whether what was entered is what went wrong. */
  readonly invalid: boolean
  /** Labels by the field's name, instead of the application's. */
  readonly labels: Readonly<Record<string, string>>
  /** Whether a field is to have the focus; asked of each in turn, and true at most once. */
  readonly takeFocus: () => boolean
}

/**
 * What a field may be given besides `data-…` and `aria-…`. Not here: handlers, styles, what changes where the
 * form goes, what loads something, and what the page sets itself.
 */
const allowed = new Set([
  'accept',
  'autocapitalize',
  'autocomplete',
  'autocorrect',
  'checked',
  'class',
  'dir',
  'dirname',
  'disabled',
  'enterkeyhint',
  'inputmode',
  'lang',
  'list',
  'max',
  'maxlength',
  'min',
  'minlength',
  'multiple',
  'pattern',
  'placeholder',
  'readonly',
  'required',
  'size',
  'spellcheck',
  'step',
  'title',
  'translate',
  'type',
  'value',
])

/** What people type or tick. Others, such as `submit` and `image`, are no fields. */
const types = new Set([
  'checkbox',
  'color',
  'date',
  'datetime-local',
  'email',
  'hidden',
  'month',
  'number',
  'password',
  'range',
  'search',
  'tel',
  'text',
  'time',
  'url',
  'week',
])

/** Names of React's that HTML spells differently. */
const spellings: Readonly<Record<string, string>> = { classname: 'class', defaultvalue: 'value' }

/** The fields of a form, each with its label. */
export function credentialFields(provider: CredentialsProvider, context: FieldContext): Html[] {
  // Asked in JavaScript, NextAuth lets this be missing: then nothing but the button is shown.
  return Object.entries(provider.credentials ?? {}).map(([name, input]) =>
    credentialField(provider.id, name, input, context),
  )
}

function credentialField(
  providerId: string,
  name: string,
  { label, ...attributes }: CredentialInput,
  context: FieldContext,
): Html {
  const given = harmless(attributes)
  const type = types.has(String(given['type'])) ? String(given['type']) : 'text'
  if (type === 'hidden') {
    return html`<input type="hidden" name="${name}" ${attribute('value', given['value'])} />`
  }
  const id = context.uniqueId(`input-${name}-for-${providerId}-provider`)
  const described = [context.describedBy, given['aria-describedby']].filter(Boolean).join(' ')
  const all = {
    ...defaultsOf(type, name),
    ...given,
    type,
    name,
    id,
    'aria-describedby': described || undefined,
    'aria-invalid': context.invalid && type !== 'checkbox' ? 'true' : undefined,
    autofocus: context.takeFocus(),
  }
  const input = html`<input${Object.entries(all).map(([key, value]) => attribute(key, value))} />`
  const own = Object.hasOwn(context.labels, name) ? context.labels[name] : undefined
  const text = html`<label for="${id}">${own || label || name}</label>`
  return type === 'checkbox'
    ? html`<div class="check">${input}${text}</div>`
    : html`<div class="field">${text}${input}</div>`
}

/** The attributes that a field may have, under the names that HTML has for them. */
function harmless(attributes: CredentialInput): Record<string, AttributeValue> {
  const entries = Object.entries(attributes).map(([key, value]) => {
    const lower = key.toLowerCase()
    return [Object.hasOwn(spellings, lower) ? spellings[lower] : lower, value] as const
  })
  return Object.fromEntries(
    entries.filter(
      (entry): entry is readonly [string, AttributeValue] =>
        entry[0] !== undefined &&
        (allowed.has(entry[0]) || /^(?:data|aria)-[a-z][a-z-]*$/.test(entry[0])) &&
        ['string', 'number', 'boolean'].includes(typeof entry[1]),
    ),
  )
}

/** By what password managers find their way. */
function defaultsOf(type: string, name: string): Record<string, AttributeValue> {
  if (type === 'checkbox') return { value: 'true' }
  const required = true
  if (type === 'password') return { required, autocomplete: 'current-password' }
  if (/^(?:otp|totp|(?:one.?time.?)?code)$/i.test(name)) {
    return { required, autocomplete: 'one-time-code', autocapitalize: 'none', spellcheck: 'false' }
  }
  if (type === 'email' || /^(?:user.?name|user|login|e.?mail)$/i.test(name)) {
    return { required, autocomplete: 'username', autocapitalize: 'none', spellcheck: 'false' }
  }
  return { required }
}
