/**
 * `GET /verify-request`: a link or a code was sent; with a code, the page to type it in.
 *
 * @module
 */
import { type Answer, redirect } from '../answer.ts'
import { readPendingCode } from '../email/code.ts'
import { verifyRequestUrl } from '../email/verify-request-url.ts'
import { issueCsrfToken } from '../guards/csrf.ts'
import { resolveOrigin } from '../origin.ts'
import { pageError } from '../pages/page-error.ts'
import { signInPageUrl, withError } from '../pages/page-urls.ts'
import { renderVerifyRequestPage } from '../pages/verify-request-page.ts'
import type { RouteContext } from './context.ts'

export async function answerVerifyRequest({ engine, request }: RouteContext): Promise<Answer> {
  const { config } = engine
  const origin = resolveOrigin(config, request)
  const query = new URL(request.url).searchParams
  const named = config.providers.get(query.get('provider') ?? '')
  const provider = named?.type === 'email' ? named : undefined
  if (config.pages.verifyRequest !== undefined) {
    const page = provider
      ? verifyRequestUrl(config, origin, provider)
      : new URL(config.pages.verifyRequest, origin).href
    return redirect(withError(page, query))
  }
  const pending = provider ? await readPendingCode(engine, request, provider.id) : null
  const csrf = pending && (await issueCsrfToken(engine, request))
  return renderVerifyRequestPage({
    look: config.look(request),
    home: `${origin}/`,
    signIn: signInPageUrl(config, origin, undefined),
    error: pageError(query),
    cookies: csrf?.cookies ?? [],
    codeForm:
      provider && pending && csrf
        ? {
            action: `${config.basePath}/callback/${provider.id}`,
            csrfToken: csrf.token,
            identifier: pending.identifier,
          }
        : undefined,
  })
}
