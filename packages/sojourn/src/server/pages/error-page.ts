/**
 * The built-in error page.
 *
 * @module
 */
import type { AuthError } from '../../core/errors.ts'
import type { Answer } from '../answer.ts'
import { html } from './html.ts'
import { notice, renderPage } from './layout.ts'

/**
 * @param error What to say; its status becomes the page's.
 * @param basePath Path of the endpoints, without a trailing slash.
 */
export function renderErrorPage(error: AuthError, basePath: string): Answer {
  return renderPage({
    title: 'Something is not right',
    status: error.status,
    content: html`<h1>Something is not right</h1>
      ${notice(error.message, error.code)}
      <p><a class="button" href="${basePath}/signin">Go to sign-in</a></p>
      <p class="after"><a href="/">Go to the start page</a></p>`,
  })
}
