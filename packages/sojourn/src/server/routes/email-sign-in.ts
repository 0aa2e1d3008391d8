/**
 * `POST /signin/:provider` of an e-mail provider: sends a link or a code.
 *
 * The answer is the same whether somebody has the address or nobody does.
 *
 * @module
 */
import { findPerson } from '../accounts/resolve-person.ts'
import type { Answer } from '../answer.ts'
import { issueCode } from '../email/code.ts'
import { emailAccount, readIdentifier } from '../email/identifier.ts'
import { issueLink } from '../email/link.ts'
import { storageOf } from '../email/one-time-secret.ts'
import type { EmailEntry } from '../email/resolve-email-provider.ts'
import { sendRequest } from '../email/send-request.ts'
import { verifyRequestUrl } from '../email/verify-request-url.ts'
import { countAttempt } from '../guards/attempts.ts'
import { askSignIn } from '../session/complete-sign-in.ts'
import type { ProviderContext } from './context.ts'
import { leadTo, type PostedForm } from './posted-form.ts'

/**
 * @param form Its token was checked.
 * @throws {AuthError} `email_invalid`, `attempts_exceeded`, `access_denied` if the `signIn` callback refuses,
 *   `email_not_sent`, `storage_unavailable`.
 */
export async function answerEmailSignIn(
  { engine, request, provider }: ProviderContext<EmailEntry>,
  form: PostedForm,
): Promise<Answer> {
  const { config } = engine
  const { origin, callbackUrl, remember } = form
  const identifier = readIdentifier(provider, form.body['email'])
  await countAttempt(engine, request, 'email', identifier)
  const user = { id: '', email: identifier }
  const account = emailAccount(provider, identifier)
  const allowed = await askSignIn(engine, {
    user: (await findPerson(storageOf(engine), user, account)) ?? user,
    account,
    email: { verificationRequest: true },
    request,
  })
  if (typeof allowed === 'string') {
    // The application's own word, so it may lead anywhere.
    return leadTo(new URL(allowed, origin).href, form)
  }
  const page = verifyRequestUrl(config, origin, provider)
  if (provider.code) {
    const { code, cookie, expiresAt } = await issueCode(engine, request, provider, {
      identifier,
      callbackUrl,
      remember,
    })
    await sendRequest(engine, request, provider, { identifier, url: page, token: code, expiresAt })
    return leadTo(page, form, { cookies: [cookie] })
  }
  const address = `${origin}${config.basePath}/callback/${provider.id}`
  const link = await issueLink(engine, provider, identifier, address, { callbackUrl, remember })
  await sendRequest(engine, request, provider, { identifier, ...link })
  return leadTo(page, form)
}
