/**
 * The built-in sign-in page: a form for each provider, which works without JavaScript.
 *
 * @module
 */
import type { AuthError } from '../../core/errors.ts'
import type { CredentialInput, CredentialsProvider } from '../../core/provider.ts'
import type { Answer } from '../answer.ts'
import type { ResolvedProvider } from '../config.ts'
import { attribute, type Html, html } from './html.ts'
import { notice, renderPage } from './layout.ts'

export interface SignInPage {
  /** Address of the endpoints, without a trailing slash. */
  readonly base: string
  readonly providers: Iterable<ResolvedProvider>
  readonly csrfToken: string
  /** Where to go after sign-in; resolved already. */
  readonly callbackUrl: string
  readonly error: AuthError | undefined
  readonly cookies: readonly string[]
}

export function renderSignInPage(page: SignInPage): Answer {
  const providers = [...page.providers]
  const redirecting = providers.filter((provider) => provider.type !== 'credentials')
  const credentials = providers.filter((provider) => provider.type === 'credentials')
  return renderPage({
    title: 'Sign in',
    cookies: page.cookies,
    content: html`<h1>Sign in</h1>
      ${page.error && notice(page.error.message, page.error.code)}
      ${redirecting.map((provider) => redirectForm(page, provider))}
      ${redirecting.length > 0 && credentials.length > 0 && html`<hr />`}
      ${credentials.map((provider) => credentialsForm(page, provider))}`,
  })
}

function redirectForm(page: SignInPage, provider: ResolvedProvider): Html {
  return html`<form method="post" action="${page.base}/signin/${provider.id}">
    ${hiddenFields(page)}
    <button type="submit">Sign in with ${provider.name}</button>
  </form>`
}

function credentialsForm(page: SignInPage, provider: CredentialsProvider): Html {
  const fields = Object.entries(provider.credentials).map(([name, { label, ...attributes }]) => {
    const given = Object.entries({ ...defaultsOf(attributes), ...attributes, name })
    return html`<label
      >${label ?? name}<input${given.map(([key, value]) => attribute(key, value))}
    /></label>`
  })
  return html`<form method="post" action="${page.base}/callback/${provider.id}">
    ${hiddenFields(page)} ${fields}
    <button type="submit">Sign in with ${provider.name}</button>
  </form>`
}

function defaultsOf({ type }: CredentialInput): CredentialInput {
  return {
    required: true,
    ...(type === 'password' ? { autocomplete: 'current-password' } : { type: 'text' }),
  }
}

function hiddenFields(page: SignInPage): Html {
  return html`<input type="hidden" name="csrfToken" value="${page.csrfToken}" /><input
      type="hidden"
      name="callbackUrl"
      value="${page.callbackUrl}"
    />`
}
