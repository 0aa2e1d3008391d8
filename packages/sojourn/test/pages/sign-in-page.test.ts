/**
 * The sign-in page: ways to sign in as NextAuth's page offers them, and what it says when one has failed.
 */
import { describe, expect, it } from 'vitest'
import { authError } from '../../src/core/errors.ts'
import type { CredentialInput } from '../../src/core/provider.ts'
import type { OfferedProvider } from '../../src/server/pages/sign-in-page.ts'
import { base, documentOf, email, github, lookOf, only, password, signInPage } from './rendered.ts'

function withFields(credentials: Record<string, CredentialInput>): OfferedProvider {
  return { ...password, credentials }
}

/** A field of a credentials form that was declared so. */
function fieldOf(input: CredentialInput, name = 'field'): Record<string, string | null> {
  const document = documentOf(signInPage({ providers: [withFields({ [name]: input })] }))
  const { attributes } = only(document, '.fields input:not([type=hidden])')
  return Object.fromEntries([...attributes].map((each) => [each.name, each.value]))
}

describe('a form', () => {
  const document = documentOf(signInPage())

  it.each([
    ['of a provider that the browser is sent to', 'github', `${base}/signin/github`, []],
    ['of sign-in by e-mail', 'email', `${base}/signin/email`, ['email']],
    ['of credentials', 'credentials', `${base}/callback/credentials`, ['username', 'password']],
  ])('%s has the address and names of NextAuth', (_, id, action, names) => {
    const form = only(document, `form[action$="/${id}"]`)
    expect(form.getAttribute('action')).toBe(action)
    const inputs = [...form.querySelectorAll('input')].map((input) => input.getAttribute('name'))
    expect(inputs).toEqual(['csrfToken', 'callbackUrl', ...names])
    for (const name of names) {
      expect(only(document, `#input-${name}-for-${id}-provider`).getAttribute('name')).toBe(name)
    }
  })

  it('is told by its button, and by nothing else on it', () => {
    const texts = [...document.querySelectorAll('button')].map(({ textContent }) =>
      textContent.trim(),
    )
    expect(texts).toEqual(['Sign in with GitHub', 'Sign in with Email', 'Sign in with Password'])
    expect(only(document, '.mark').getAttribute('aria-hidden')).toBe('true')
  })

  it('begins with the address that is known', () => {
    const filled = documentOf(signInPage({ email: 'ada@example.com' }))
    expect(only(filled, 'input[name=email]').getAttribute('value')).toBe('ada@example.com')
  })
})

describe('ways to sign in', () => {
  it('come in the order of the configuration, those that are alike together', () => {
    const google: OfferedProvider = { id: 'google', name: 'Google', type: 'oauth' }
    const providers = [password, github, google, email]
    const document = documentOf(signInPage({ providers }))
    const order = [...document.querySelectorAll('.body > *')].map((element) =>
      element.className.startsWith('or')
        ? 'or'
        : element.textContent.replaceAll(/\s+/g, ' ').trim(),
    )
    expect(order).toEqual([
      'User namePassword Sign in with Password',
      'or',
      'Sign in with GitHub Sign in with Google',
      'or',
      'Email address Sign in with Email',
    ])
  })

  it('may be none: the page says so', () => {
    const document = documentOf(signInPage({ providers: [] }))
    expect(only(document, '.body').textContent.trim()).toBe(lookOf().texts.noProviders)
  })

  it('may be several of credentials, with the same names of fields', () => {
    const providers = [password, { ...password, id: 'staff', name: 'Staff' }]
    const document = documentOf(signInPage({ providers }))
    expect(only(document, '#input-password-for-credentials-provider')).toBeTruthy()
    expect(only(document, '#input-password-for-staff-provider')).toBeTruthy()
    expect(document.querySelectorAll('[autofocus]').length).toBe(1)
    expect(document.querySelectorAll('.primary').length).toBe(1)
  })

  it('may be credentials without fields, as in NextAuth', () => {
    // @ts-expect-error JavaScript lets it be missing.
    const provider: OfferedProvider = { ...password, credentials: undefined }
    const document = documentOf(signInPage({ providers: [provider] }))
    expect(document.querySelectorAll('input:not([type=hidden])').length).toBe(0)
    expect(document.querySelectorAll('button').length).toBe(1)
  })
})

describe('a field of credentials', () => {
  it('gets the attributes that were declared', () => {
    expect(
      fieldOf({
        label: 'Key',
        type: 'text',
        placeholder: 'abc',
        maxlength: 8,
        pattern: '[a-z]+',
        inputMode: 'numeric',
        autoComplete: 'off',
        'data-testid': 'key',
        'aria-label': 'Your key',
        readonly: true,
        required: false,
      }),
    ).toEqual({
      type: 'text',
      name: 'field',
      id: 'input-field-for-credentials-provider',
      placeholder: 'abc',
      maxlength: '8',
      pattern: '[a-z]+',
      inputmode: 'numeric',
      autocomplete: 'off',
      'data-testid': 'key',
      'aria-label': 'Your key',
      readonly: '',
      autofocus: '',
    })
  })

  it.each([
    ['a handler', { onfocus: 'alert(1)', onClick: 'alert(1)' }],
    ['a style', { style: 'background:url(//evil.example)' }],
    ['another address of the form', { formaction: '//evil.example', formAction: '//evil.example' }],
    ['another form', { form: 'other', FORMTARGET: '_blank' }],
    ['a picture', { type: 'image', src: 'https://evil.example/a.png' }],
    ['another button', { type: 'submit' }],
    ['another name', { name: 'csrfToken', NAME: 'csrfToken' }],
    ['another id', { id: 'error', ID: 'error' }],
    ['a name that ends the tag', { '><script': 'x', 'a b': 'y', '"': 'z', '/': '/' }],
    ['no text', { title: { toString: () => 'x' } as unknown as string }],
  ])('does not get %s', (_, attributes) => {
    expect(fieldOf(attributes)).toEqual({
      required: '',
      type: 'text',
      name: 'field',
      id: 'input-field-for-credentials-provider',
      autofocus: '',
    })
  })

  it.each([
    ['password', { type: 'password' }, 'current-password'],
    ['username', {}, 'username'],
    ['email', { type: 'email' }, 'username'],
    ['totp', {}, 'one-time-code'],
    ['username', { autocomplete: 'off' }, 'off'],
    ['colour', {}, undefined],
  ])('named %s is known to password managers', (name, input, autocomplete) => {
    expect(fieldOf(input, name)['autocomplete']).toBe(autocomplete)
  })

  it('is labelled in the words of the application', () => {
    const label = (texts: object): string | undefined =>
      documentOf(signInPage({ look: lookOf({}, texts), providers: [password] }))
        .querySelector('label')
        ?.textContent.trim()
    expect(label({})).toBe('User name')
    expect(label({ fields: { username: 'Benutzername' } })).toBe('Benutzername')
    const unnamed = documentOf(signInPage({ providers: [withFields({ pin: {} })] }))
    expect(only(unnamed, 'label').textContent).toBe('pin')
  })

  it('has an id that nothing else has, whatever it is called', () => {
    const fields = withFields({ 'a b': {}, 'a-b': {}, 'a\nb': {} })
    const document = documentOf(signInPage({ providers: [fields] }))
    const ids = [...document.querySelectorAll('.field input')].map(({ id }) => id)
    expect(ids).toEqual([
      'input-a-b-for-credentials-provider',
      'input-a-b-for-credentials-provider-2',
      'input-a-b-for-credentials-provider-3',
    ])
  })
})

describe('what went wrong', () => {
  it('is told by the title and an alert, to which the fields it is about are tied', () => {
    const error = authError('credentials_rejected')
    const document = documentOf(signInPage({ error }))
    expect(document.title).toBe('Error: Sign in')
    const alert = only(document, '[role=alert]')
    expect(alert.textContent.trim()).toBe(error.message)
    expect(alert.getAttribute('data-code')).toBe('credentials_rejected')
    const field = only(document, '#input-password-for-credentials-provider')
    expect(field.getAttribute('aria-describedby')).toBe(alert.id)
    expect(field.getAttribute('aria-invalid')).toBe('true')
    expect(only(document, 'input[name=email]').hasAttribute('aria-invalid')).toBe(false)
    // The focus would jump over it.
    expect(document.querySelectorAll('[autofocus]').length).toBe(0)
  })

  it('is said of an address, if it is about one', () => {
    const document = documentOf(signInPage({ error: authError('email_invalid') }))
    expect(only(document, 'input[name=email]').getAttribute('aria-invalid')).toBe('true')
    const field = only(document, '#input-password-for-credentials-provider')
    expect(field.hasAttribute('aria-invalid')).toBe(false)
  })

  it('is nothing, if one only has to sign in', () => {
    const document = documentOf(signInPage({ error: authError('session_required') }))
    expect(document.title).toBe('Sign in')
    expect(document.querySelectorAll('[role=alert]').length).toBe(0)
    expect(only(document, '[role=status]').textContent).toContain('Sign in to go on')
    expect(document.querySelectorAll('[autofocus]').length).toBe(1)
  })
})
