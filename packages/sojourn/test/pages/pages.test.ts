/**
 * The other pages: signing out, failures, and what belongs to a link or code that was mailed.
 */
import { describe, expect, it } from 'vitest'
import { authError, type AuthErrorCode } from '../../src/core/errors.ts'
import type { Answer } from '../../src/server/answer.ts'
import { renderConfirmPage } from '../../src/server/pages/confirm-page.ts'
import { renderErrorPage } from '../../src/server/pages/error-page.ts'
import { renderSignOutPage } from '../../src/server/pages/sign-out-page.ts'
import {
  renderVerifyRequestPage,
  type VerifyRequestPage,
} from '../../src/server/pages/verify-request-page.ts'
import { base, documentOf, lookOf, only } from './rendered.ts'

const look = lookOf()

describe('the sign-out page', () => {
  const answer = renderSignOutPage({
    look,
    base,
    csrfToken: 'token',
    callbackUrl: 'https://app.example.com/account',
    error: undefined,
    cookies: ['a=b'],
  })
  const document = documentOf(answer)

  it('asks by a form, and leads back', () => {
    expect(answer.cookies).toEqual(['a=b'])
    expect(only(document, 'form').getAttribute('action')).toBe(`${base}/signout`)
    const names = [...document.querySelectorAll('input')].map((input) => input.getAttribute('name'))
    expect(names).toEqual(['csrfToken', 'callbackUrl'])
    expect(only(document, 'a').getAttribute('href')).toBe('https://app.example.com/account')
  })
})

describe('the error page', () => {
  const render = (code: AuthErrorCode): Answer =>
    renderErrorPage({ look, error: authError(code), basePath: '/app/api/auth', home: '/app' })

  it.each([
    ['access_denied', 403, look.texts.accessDeniedTitle],
    ['configuration_invalid', 500, look.texts.configurationTitle],
    ['verification_invalid', 403, look.texts.verificationTitle],
    ['request_failed', 500, look.texts.errorTitle],
  ] as const)('says what %s is, with status %i', (code, status, title) => {
    const answer = render(code)
    const document = documentOf(answer)
    expect(answer.status).toBe(status)
    expect(document.title).toBe(title)
    expect(only(document, '[role=alert]').textContent).toContain(authError(code).message)
    expect(only(document, 'code').textContent).toBe(code)
  })

  it('leads to the sign-in page and home, below the base path', () => {
    const document = documentOf(render('access_denied'))
    const links = [...document.querySelectorAll('a')].map((link) => link.getAttribute('href'))
    expect(links).toEqual(['/app/api/auth/signin', '/app'])
  })

  it('tells nobody its address (O9)', () => {
    expect(render('access_denied').headers['referrer-policy']).toBe('no-referrer')
  })

  it('says it in the words of the application, where there are some', () => {
    const own = lookOf({}, { errors: { access_denied: 'Kein Zutritt.' } })
    const answer = renderErrorPage({ look: own, error: authError('access_denied'), basePath: '' })
    expect(only(documentOf(answer), '[role=alert]').textContent).toContain('Kein Zutritt.')
  })
})

describe('the page after a mail was sent', () => {
  const render = (page: Partial<VerifyRequestPage>): Answer =>
    renderVerifyRequestPage({ look, home: '/', cookies: [], ...page })
  const codeForm = {
    action: `${base}/callback/email`,
    csrfToken: 'token',
    identifier: 'ada@example.com',
  }

  it('has nothing to fill in for a link', () => {
    const document = documentOf(render({}))
    expect(document.querySelectorAll('form').length).toBe(0)
    expect([...document.querySelectorAll('a')].map((a) => a.getAttribute('href'))).toEqual(['/'])
  })

  it('leads to where another can be asked for', () => {
    const document = documentOf(render({ signIn: '/api/auth/signin' }))
    expect([...document.querySelectorAll('a')].map((a) => a.getAttribute('href'))).toEqual([
      '/api/auth/signin',
      '/',
    ])
  })

  it('takes a code as phones like to fill it in, and names the address', () => {
    const document = documentOf(render({ codeForm }))
    const form = only(document, 'form')
    expect(form.getAttribute('action')).toBe(codeForm.action)
    const names = [...form.querySelectorAll('input')].map((input) => input.getAttribute('name'))
    expect(names).toEqual(['csrfToken', 'code'])
    const field = only(document, 'input[name=code]')
    expect(field.getAttribute('inputmode')).toBe('numeric')
    expect(field.getAttribute('autocomplete')).toBe('one-time-code')
    expect(field.hasAttribute('autofocus')).toBe(true)
    expect(only(document, '.lead').textContent).toBe(
      'Enter the code that was sent to ada@example.com.',
    )
  })

  it('says that a code was wrong', () => {
    const document = documentOf(render({ codeForm, error: authError('verification_invalid') }))
    expect(document.title).toBe('Error: Check your email')
    const field = only(document, 'input[name=code]')
    expect(field.getAttribute('aria-describedby')).toBe(only(document, '[role=alert]').id)
    expect(field.getAttribute('aria-invalid')).toBe('true')
    expect(field.hasAttribute('autofocus')).toBe(false)
  })
})

describe('the page that a link leads to', () => {
  const answer = renderConfirmPage({
    look,
    action: `${base}/callback/email`,
    csrfToken: 'the token against forgery',
    fields: { token: 'secret', email: 'ada@example.com', csrfToken: 'another' },
    identifier: 'ada@example.com',
    cookies: [],
  })
  const document = documentOf(answer)

  it('says who is about to sign in, and waits for the button', () => {
    expect(only(document, '.lead').textContent).toContain('ada@example.com')
    const fields = [...document.querySelectorAll('input')].map((input) => [
      input.getAttribute('name'),
      input.getAttribute('value'),
      input.getAttribute('type'),
    ])
    expect(fields).toEqual([
      ['token', 'secret', 'hidden'],
      ['email', 'ada@example.com', 'hidden'],
      ['csrfToken', 'the token against forgery', 'hidden'],
    ])
    expect(answer.body).not.toMatch(/http-equiv|autofocus/)
  })

  it('keeps its address, which is the secret, out of Referer (O9)', () => {
    expect(answer.headers['referrer-policy']).toBe('strict-origin')
  })
})
