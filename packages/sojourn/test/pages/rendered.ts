/**
 * Pages as a browser reads them, and what to render them with.
 *
 * @module
 */
import { type Document, type Element, Window } from 'happy-dom'
import { authError } from '../../src/core/errors.ts'
import type { Theme } from '../../src/core/theme.ts'
import type { Answer } from '../../src/server/answer.ts'
import { renderConfirmPage } from '../../src/server/pages/confirm-page.ts'
import { renderErrorPage } from '../../src/server/pages/error-page.ts'
import { type Look, resolveLook, type TextsOption } from '../../src/server/pages/look.ts'
import {
  type OfferedProvider,
  renderSignInPage,
  type SignInPage,
} from '../../src/server/pages/sign-in-page.ts'
import { renderSignOutPage } from '../../src/server/pages/sign-out-page.ts'
import { renderVerifyRequestPage } from '../../src/server/pages/verify-request-page.ts'

const window = new Window()

export const base = 'https://app.example.com/api/auth'

export function lookOf(theme: Theme = {}, texts?: TextsOption): Look {
  return resolveLook(theme, texts)({ url: `${base}/signin`, headers: new Headers() })
}

/** The document of an answer. Its scripts, if it had any, are not run. */
export function documentOf(answer: Answer): Document {
  const { body } = answer
  return new window.DOMParser().parseFromString(typeof body === 'string' ? body : '', 'text/html')
}

/** The one element that a selector finds. */
export function only(document: Document, selector: string): Element {
  const found = [...document.querySelectorAll(selector)]
  if (found.length !== 1 || found[0] === undefined) {
    throw new Error(`There are ${found.length} of ${selector}.`)
  }
  return found[0]
}

export const github: OfferedProvider = { id: 'github', name: 'GitHub', type: 'oauth' }
export const email: OfferedProvider = { id: 'email', name: 'Email', type: 'email' }
export const password = {
  id: 'credentials',
  name: 'Password',
  type: 'credentials',
  credentials: {
    username: { label: 'User name' },
    password: { label: 'Password', type: 'password' },
  },
  authorize: () => null,
} satisfies OfferedProvider

export function signInPage(page: Partial<SignInPage> = {}): Answer {
  return renderSignInPage({
    look: lookOf(),
    base,
    providers: [github, email, password],
    csrfToken: 'token',
    callbackUrl: 'https://app.example.com/account',
    error: undefined,
    cookies: [],
    ...page,
  })
}

/** Every page there is, with `value` wherever a page is given one that somebody else may have chosen. */
export function everyPage(look: Look, value: string): Record<string, Answer> {
  const shared = { look, csrfToken: value, cookies: [] }
  const error = authError('verification_invalid')
  const codeForm = { action: value, csrfToken: value, identifier: value }
  const named = { id: 'one', name: value, style: { brandColor: value, bg: value, text: value } }
  return {
    'sign-in': renderSignInPage({
      ...shared,
      base: value,
      callbackUrl: value,
      email: value,
      error,
      providers: [
        { ...named, type: 'oauth' },
        { ...named, id: 'two', type: 'email' },
        {
          ...password,
          name: value,
          credentials: {
            a: { label: value, placeholder: value, title: value, value, class: value, type: value },
            b: { type: 'hidden', value },
            c: { label: value, type: 'checkbox', value },
          },
        },
      ],
    }),
    'sign-out': renderSignOutPage({ ...shared, base: value, callbackUrl: value, error }),
    error: renderErrorPage({ look, error, basePath: value, home: value }),
    'link sent': renderVerifyRequestPage({ look, home: value, signIn: value, cookies: [] }),
    code: renderVerifyRequestPage({ look, home: value, error, cookies: [], codeForm }),
    confirm: renderConfirmPage({
      ...shared,
      action: value,
      fields: { token: value, callbackUrl: value },
      identifier: value,
    }),
  }
}
