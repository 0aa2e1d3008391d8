/**
 * The built-in error page.
 *
 * @module
 */
import type { AuthError } from '../../core/errors.ts'
import type { Answer } from '../answer.ts'
import { html, linkTarget } from './html.ts'
import { renderPage } from './layout.ts'
import type { Look, PageTexts } from './look.ts'
import { errorText } from './notice.ts'
import { exclamation } from './signs.ts'

export interface ErrorPage {
  readonly look: Look
  /** What to say; its status becomes the page's. */
  readonly error: AuthError
  /** Path of the endpoints, without a trailing slash. */
  readonly basePath: string
  /** Address of the start page. Default: `/`. */
  readonly home?: string | undefined
}

export function renderErrorPage({ look, error, basePath, home = '/' }: ErrorPage): Answer {
  const { texts } = look
  return renderPage({
    look,
    title: titleOf(error, texts),
    sign: exclamation,
    lead: html`<div role="alert" data-code="${error.code}">
      <p>${errorText(error, texts)}</p>
      <p class="small code-line">${texts.errorCode} <code>${error.code}</code></p>
    </div>`,
    status: error.status,
    // Its address may hold what a provider has answered, and there is no form here to be believed.
    referrer: 'no-referrer',
    body: html`<a class="button primary" href="${basePath}/signin">${texts.goToSignIn}</a>
      <p class="after"><a href="${linkTarget(home)}">${texts.goHome}</a></p>`,
  })
}

/** NextAuth's own pages have a title for these, too. */
function titleOf({ nextAuthCode }: AuthError, texts: PageTexts): string {
  if (nextAuthCode === 'AccessDenied') return texts.accessDeniedTitle
  if (nextAuthCode === 'Configuration') return texts.configurationTitle
  if (nextAuthCode === 'Verification') return texts.verificationTitle
  return texts.errorTitle
}
