/**
 * The built-in sign-in page: a form for each provider, which works without JavaScript.
 *
 * Names of fields, their ids, and where forms go are NextAuth's, so what drives its page drives this one.
 *
 * @module
 */
import type { AuthError } from '../../core/errors.ts'
import type { CredentialsProvider } from '../../core/provider.ts'
import type { Answer } from '../answer.ts'
import { credentialFields, type FieldContext } from './credential-fields.ts'
import { attribute, hiddenFields, type Html, html } from './html.ts'
import { renderPage } from './layout.ts'
import type { Look } from './look.ts'
import { isFailure, notice, noticeId } from './notice.ts'
import { createMarks, type MarkedProvider, type Marks } from './provider-mark.ts'
import { fill } from './texts.ts'

/** A way to sign in, as far as this page shows it. */
export type OfferedProvider =
  | (MarkedProvider & { readonly type: 'oauth' | 'email' })
  | CredentialsProvider

export interface SignInPage {
  readonly look: Look
  /** Address of the endpoints, without a trailing slash. */
  readonly base: string
  /** In the order in which they are offered. */
  readonly providers: Iterable<OfferedProvider>
  readonly csrfToken: string
  /** Where to go after sign-in; resolved already. */
  readonly callbackUrl: string
  readonly error: AuthError | undefined
  /** Address to begin with in the field for one. */
  readonly email?: string | undefined
  readonly cookies: readonly string[]
}

/** What each form of one page needs. */
interface Context {
  readonly page: SignInPage
  readonly marks: Marks
  readonly field: Omit<FieldContext, 'invalid'>
  /** The provider whose button is the page's main one, if there is one. */
  readonly main: OfferedProvider | undefined
}

/** From here on buttons stand in two columns, where there is room. */
const many = 9

export function renderSignInPage(page: SignInPage): Answer {
  const providers = [...page.providers]
  const context: Context = {
    page,
    marks: createMarks(),
    field: fieldContext(page),
    main:
      providers.find((provider) => provider.type !== 'oauth') ??
      (providers.length === 1 ? providers[0] : undefined),
  }
  const { texts } = page.look
  const ways = groupsOf(providers).map((group) => renderGroup(group, context))
  return renderPage({
    look: page.look,
    title: texts.signInTitle,
    failed: isFailure(page.error),
    cookies: page.cookies,
    wide: providers.filter((provider) => provider.type === 'oauth').length >= many,
    rules: context.marks.rules(),
    body: html`${notice(page.error, texts)}
    ${ways.length === 0 && html`<p class="lead">${texts.noProviders}</p>`}
    ${ways.map((way, index) =>
      index === 0
        ? way
        : html`<p class="or">${texts.or}</p>
            ${way}`,
    )}`,
  })
}

function fieldContext({ look, error }: SignInPage): Context['field'] {
  const ids = new Set([noticeId])
  // To move somebody past what went wrong would be to hide it from them.
  let focusIsFree = !isFailure(error)
  return {
    describedBy: error && noticeId,
    labels: look.texts.fields,
    takeFocus: () => {
      const taken = focusIsFree
      focusIsFree = false
      return taken
    },
    uniqueId: (wanted) => {
      const base = wanted.replace(/\s+/g, '-')
      let id = base
      for (let count = 2; ids.has(id); count += 1) id = `${base}-${count}`
      ids.add(id)
      return id
    },
  }
}

/** Buttons that follow one another stand together; a form stands alone. */
function groupsOf(providers: readonly OfferedProvider[]): OfferedProvider[][] {
  const groups: OfferedProvider[][] = []
  for (const provider of providers) {
    const last = groups.at(-1)
    if (provider.type === 'oauth' && last?.[0]?.type === 'oauth') last.push(provider)
    else groups.push([provider])
  }
  return groups
}

function renderGroup(group: readonly OfferedProvider[], context: Context): Html {
  const forms = group.map((provider) => {
    if (provider.type === 'credentials') return credentialsForm(provider, context)
    if (provider.type === 'email') return emailForm(provider, context)
    return redirectForm(provider, context)
  })
  return group[0]?.type === 'oauth' ? html`<div class="providers">${forms}</div>` : html`${forms}`
}

function redirectForm(provider: OfferedProvider, context: Context): Html {
  const { base } = context.page
  return html`<form method="post" action="${base}/signin/${provider.id}">
    ${common(context)}${button(provider, context, context.marks.of(provider))}
  </form>`
}

function emailForm(provider: OfferedProvider, context: Context): Html {
  const { base, look, email, error } = context.page
  const { texts } = look
  const { uniqueId, takeFocus, describedBy } = context.field
  const id = uniqueId(`input-email-for-${provider.id}-provider`)
  const invalid = error?.code === 'email_invalid' || error?.code === 'email_not_sent'
  return html`<form class="fields" method="post" action="${base}/signin/${provider.id}">
    ${common(context)}
    <div class="field">
      <label for="${id}">${texts.emailLabel}</label
      ><input
        id="${id}"
        type="email"
        name="email"
        autocomplete="email"
        placeholder="${texts.emailPlaceholder}"
        required${attribute('value', email)}${attribute('aria-describedby', describedBy)}${attribute('aria-invalid', invalid && 'true')}${attribute('autofocus', takeFocus())}
      />
    </div>
    ${button(provider, context)}
  </form>`
}

function credentialsForm(provider: CredentialsProvider, context: Context): Html {
  const { base, error } = context.page
  const invalid = error?.code === 'credentials_rejected'
  return html`<form class="fields" method="post" action="${base}/callback/${provider.id}">
    ${common(context)}${credentialFields(provider, { ...context.field, invalid })}
    ${button(provider, context)}
  </form>`
}

function button(provider: OfferedProvider, { page, main }: Context, mark?: Html): Html {
  const looks = [provider === main && 'primary', mark !== undefined && 'marked'].filter(Boolean)
  const text = fill(page.look.texts.signInWith, { provider: provider.name })
  return html`<button type="submit" ${looks.length > 0 && html`class="${looks.join(' ')}"`}>
    ${mark}<span>${text}</span>
  </button>`
}

function common({ page: { csrfToken, callbackUrl } }: Context): Html[] {
  return hiddenFields({ csrfToken, callbackUrl })
}
