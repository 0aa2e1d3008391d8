/**
 * The mail with a link or a code: what stands in it is what was meant, whatever its parts hold.
 *
 * @module
 */
import { describe, expect, it } from 'vitest'
import type { EmailProvider } from '../core/email-provider.ts'
import { signInMail } from './sign-in-mail.ts'

const provider: EmailProvider = {
  id: 'email',
  name: 'Email',
  type: 'email',
  sendVerificationRequest: () => undefined,
}

const content = {
  identifier: 'ada@example.com',
  url: 'https://app.example.com/callback/email?token=1&email=ada%40example.com',
  token: '12345678',
  provider,
  theme: {},
}

describe('signInMail', () => {
  it.each([
    [{}, 'background-color: #14586b; color: #fff'],
    [{ brandColor: '#fc0' }, 'background-color: #fc0; color: #000'],
    [{ brandColor: '#fc0f' }, 'background-color: #fc0f; color: #000'],
    [{ brandColor: '#112233' }, 'background-color: #112233; color: #fff'],
    [{ brandColor: '#112233', buttonText: '#eee' }, 'background-color: #112233; color: #eee'],
    [{ brandColor: 'teal', buttonText: 'white' }, 'background-color: teal; color: white'],
    [{ brandColor: 'oklch(0.43 0.07 219)' }, 'background-color: oklch(0.43 0.07 219); color: #fff'],
  ])('wears the theme %j', (theme, style) => {
    expect(signInMail({ ...content, theme }).html).toContain(style)
  })

  it.each([
    'red; background: url(//evil.example)',
    '"><script>alert(1)</script>',
    'url(//evil.example)',
    'expression(alert(1))',
    'rgb(0 0 0) !important',
    '',
  ])('does not wear %j, which is no colour', (brandColor) => {
    const { html } = signInMail({ ...content, theme: { brandColor, buttonText: brandColor } })
    expect(html).toContain('background-color: #14586b; color: #fff')
    expect(html).not.toMatch(/evil|script|alert|important/)
  })

  // The engine lets no such address through; a function of the application's own might (CVE-2022-31127).
  it.each([
    '<b>ada</b>@example.com',
    '"><img src=x onerror=alert(1)>@example.com',
    '<a href="https://evil.example">@example.com',
    "' onmouseover='x@example.com",
  ])('makes no markup of the address %s', (identifier) => {
    const tagsOf = (html: string): string[] => html.match(/<\/?[a-z][^>]*>/g) ?? []
    for (const code of [true, false]) {
      const mail = (address: string): string =>
        signInMail({ ...content, identifier: address, provider: { ...provider, code } }).html
      expect(tagsOf(mail(identifier))).toEqual(tagsOf(mail('ada@example.com')))
    }
  })

  it('links nothing but the button', () => {
    const { html } = signInMail(content)
    expect(html.match(/href="[^"]*"/g)).toEqual([`href="${content.url.replace('&', '&amp;')}"`])
    const shown = html.replaceAll(/<[^>]*>/g, '')
    expect(shown).not.toMatch(/ada@|example\.com/)
  })

  it.each([
    [undefined, '10 minutes'],
    [86_400, '10 minutes'],
    [60, '1 minute'],
  ])('says of a maxAge of %s that a code works for %s', (maxAge, words) => {
    const coded = { ...provider, code: true, maxAge }
    expect(signInMail({ ...content, provider: coded }).text).toContain(`once, for ${words}.`)
  })
})
