/**
 * `GET /callback/:provider` of an e-mail provider: the page that a link leads to, which signs nobody in, since
 * programs that look for malware open links, too. `POST`: the person has confirmed, or typed in a code.
 *
 * @module
 */
import { isSameMailbox } from '../../core/email-address.ts'
import { type AuthError, asAuthError, authError } from '../../core/errors.ts'
import type { Answer } from '../answer.ts'
import { askStorage } from '../adapter/ask-storage.ts'
import { clearCode, readPendingCode, takeCode } from '../email/code.ts'
import { emailAccount } from '../email/identifier.ts'
import { readLink, takeLink } from '../email/link.ts'
import { storageOf } from '../email/one-time-secret.ts'
import type { EmailEntry } from '../email/resolve-email-provider.ts'
import { verifyRequestUrl } from '../email/verify-request-url.ts'
import type { Engine } from '../engine.ts'
import { failureUrl, report, retryHeaders } from '../failure.ts'
import { resolveCallbackUrl } from '../guards/callback-url.ts'
import { issueCsrfToken, requireCsrfToken } from '../guards/csrf.ts'
import { resolveOrigin } from '../origin.ts'
import { renderConfirmPage } from '../pages/confirm-page.ts'
import { completeSignIn } from '../session/complete-sign-in.ts'
import type { ProviderContext } from './context.ts'
import { leadTo, type PostedForm, readForm } from './posted-form.ts'
import { answerSignInFailure } from './sign-in-failure.ts'

type EmailContext = ProviderContext<EmailEntry>

/** What an answer to a failure needs of its form. */
type Failed = Pick<PostedForm, 'asJson' | 'origin' | 'cookies'> & Partial<PostedForm>

export async function answerEmailCallback(context: EmailContext): Promise<Answer> {
  return context.request.method === 'POST' ? answerForm(context) : showLink(context)
}

/** Asks whether to sign in. Takes nothing, so that whoever opens links ahead of the person burns none. */
async function showLink({ engine, request, provider }: EmailContext): Promise<Answer> {
  const { config } = engine
  const origin = resolveOrigin(config, request)
  const query = new URL(request.url).searchParams
  const asked = { asJson: false, origin, cookies: [] }
  try {
    const { token, identifier } = readLink(query.get('token'), query.get('email'))
    const { url } = await resolveCallbackUrl(engine, request, query.get('callbackUrl'), origin)
    const csrf = await issueCsrfToken(engine, request)
    return renderConfirmPage({
      look: config.look(request),
      action: `${config.basePath}/callback/${provider.id}`,
      csrfToken: csrf.token,
      fields: {
        token,
        email: identifier,
        callbackUrl: url,
        ...(query.get('remember') === 'false' && { remember: 'false' }),
      },
      identifier,
      cookies: csrf.cookies,
    })
  } catch (error) {
    return answerSignInFailure(engine, request, error, asked)
  }
}

async function answerForm(context: EmailContext): Promise<Answer> {
  const { engine, request } = context
  const begunAt = engine.config.now()
  const form = await readForm(context)
  try {
    await requireCsrfToken(engine, request, form.body)
  } catch (error) {
    return answerSignInFailure(engine, request, error, form)
  }
  return 'code' in form.body
    ? redeemCode(context, form, begunAt)
    : redeemLink(context, form, begunAt)
}

async function redeemLink(
  context: EmailContext,
  form: PostedForm,
  begunAt: number,
): Promise<Answer> {
  const { engine, request, provider } = context
  try {
    const link = readLink(form.body['token'], form.body['email'])
    try {
      await takeLink(engine, request, provider, link)
    } catch (error) {
      // Who has pressed the button twice is there already.
      if (await isSignedInAs(context, link.identifier)) return leadTo(form.callbackUrl, form)
      throw error
    }
    return await complete(context, form, { ...form, identifier: link.identifier, begunAt })
  } catch (error) {
    return answerSignInFailure(engine, request, error, form)
  }
}

async function redeemCode(
  context: EmailContext,
  form: PostedForm,
  begunAt: number,
): Promise<Answer> {
  const { engine, request, provider } = context
  const { code } = form.body
  const pending = await readPendingCode(engine, request, provider.id)
  // In another browser the code says nothing, whatever it is.
  if (pending === null || typeof code !== 'string') {
    return answerSignInFailure(engine, request, authError('verification_invalid'), form)
  }
  try {
    await takeCode(engine, request, provider, pending, code)
  } catch (thrown) {
    const error = asAuthError(thrown, 'request_failed')
    await report(engine, request, error)
    const isDead = error.code === 'attempts_exceeded'
    const cookies = isDead ? [...form.cookies, clearCode(engine, request)] : form.cookies
    const page = verifyRequestUrl(engine.config, form.origin, provider)
    return failAt(engine, page, error, { ...form, cookies })
  }
  const cleared = { ...form, cookies: [...form.cookies, clearCode(engine, request)] }
  try {
    return await complete(context, cleared, { ...pending, begunAt })
  } catch (error) {
    return answerSignInFailure(engine, request, error, cleared)
  }
}

/** The person has shown that they read what is sent to the address. */
async function complete(
  { engine, request, provider }: EmailContext,
  form: PostedForm,
  redeemed: {
    readonly identifier: string
    readonly callbackUrl: string
    readonly remember: boolean
    readonly begunAt: number
  },
): Promise<Answer> {
  const { identifier, callbackUrl, remember, begunAt } = redeemed
  const { url, cookies } = await completeSignIn(engine, request, {
    user: { id: '', email: identifier },
    account: emailAccount(provider, identifier),
    provesEmail: true,
    remember,
    begunAt,
    callbackUrl,
    origin: form.origin,
  })
  return leadTo(url, form, { cookies })
}

async function isSignedInAs({ engine, request }: EmailContext, address: string): Promise<boolean> {
  const owner = await engine.strategy.readOwner(engine, request)
  if (owner?.isStored !== true) return false
  const storage = storageOf(engine)
  const person = await askStorage(() => storage.readUser(owner.userId))
  return isSameMailbox(person?.email ?? '', address)
}

function failAt({ config }: Engine, page: string, error: AuthError, form: Failed): Answer {
  return leadTo(failureUrl(config.wire, page, error), form, {
    status: config.wire.jsonStatus(error.status),
    headers: retryHeaders(error),
  })
}
