/**
 * `GET /error`: says what went wrong, on the built-in page or the application's own.
 *
 * @module
 */
import { authError } from '../../core/catalog.ts'
import { type Answer, redirect } from '../answer.ts'
import { resolveOrigin } from '../origin.ts'
import { renderErrorPage } from '../pages/error-page.ts'
import { pageError } from '../pages/page-error.ts'
import { errorPageUrl } from '../pages/page-urls.ts'
import type { RouteContext } from './route.ts'

export async function answerErrorPage(context: RouteContext): Promise<Answer> {
  const { engine, request, providerId } = context
  const query = new URL(request.url).searchParams
  // NextAuth also takes the code from the path: /error/AccessDenied.
  if (!query.has('error') && providerId !== undefined) query.set('error', providerId)
  if (engine.config.pages.error !== undefined) {
    const url = new URL(errorPageUrl(engine.config, resolveOrigin(engine.config, request)))
    for (const [name, value] of query) url.searchParams.set(name, value)
    return redirect(url.href)
  }
  const error = pageError(query) ?? authError('request_failed')
  return renderErrorPage(error, engine.config.basePath)
}
