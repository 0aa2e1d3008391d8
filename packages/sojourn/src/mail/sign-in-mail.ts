/**
 * The mail with a link or a code: text, and HTML that needs nothing from elsewhere.
 *
 * It sets no colours but those of its button, so that it can be read on a light ground and on a dark one. Names
 * of hosts and addresses in it are broken up, or mail programs would make links of them.
 *
 * @module
 */
import type { EmailProvider, VerificationRequest } from '../core/email-provider.ts'

/** A mail as it is read. */
export interface SignInMail {
  readonly subject: string
  readonly text: string
  readonly html: string
}

/** What it is made of. */
export type SignInMailContent = Pick<
  VerificationRequest,
  'identifier' | 'theme' | 'token' | 'url'
> & { provider: EmailProvider }

/**
 * Writes the mail. A code stands in its body only: subjects are shown on locked screens.
 */
export function signInMail({
  identifier,
  provider,
  theme,
  token,
  url,
}: SignInMailContent): SignInMail {
  const { host } = new URL(url)
  const ignore = 'If you did not ask for it, you can ignore this mail.'
  if (provider.code === true) {
    const { maxAge = longestCode } = provider
    const heading = 'Your sign-in code'
    const use = `Type it in on the page where you asked for it. It works only there, once, for ${duration(Math.min(maxAge, longestCode))}. Give it to nobody.`
    return {
      subject: `${heading} for ${host}`,
      text: lines(`${heading} for ${host}, as ${identifier}:`, token, use, ignore),
      html: page(
        heading,
        `<p>For ${unlinked(host)}, as ${unlinked(identifier)}:</p>
<p style="font: 700 32px/1.4 ui-monospace, Menlo, Consolas, monospace; letter-spacing: 4px">${escape(token)}</p>
<p>${use}</p>
<p>${ignore}</p>`,
      ),
    }
  }
  const heading = `Sign in to ${host}`
  const use = `It works once, for ${duration(provider.maxAge ?? day)}.`
  const { brandColor, buttonText } = buttonColors(theme)
  return {
    subject: heading,
    text: lines(`Sign in to ${host} as ${identifier} by this link:`, url, `${use} ${ignore}`),
    html: page(
      `Sign in to ${unlinked(host)}`,
      `<p>As ${unlinked(identifier)}.</p>
<p><a href="${escape(url)}" style="display: inline-block; padding: 12px 24px; border-radius: 8px; background-color: ${brandColor}; color: ${buttonText}; font-weight: 600; text-decoration: none">Sign in</a></p>
<p>${use}</p>
<p>${ignore}</p>`,
    ),
  }
}

const longestCode = 10 * 60
const day = 24 * 60 * 60

function lines(...paragraphs: string[]): string {
  return `${paragraphs.join('\n\n')}\n`
}

/** @param heading HTML. */
function page(heading: string, content: string): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="supported-color-schemes" content="light dark">
<style>:root { color-scheme: light dark }</style>
</head>
<body style="margin: 0; padding: 24px; font: 16px/1.5 system-ui, -apple-system, 'Segoe UI', Helvetica, Arial, sans-serif">
<div style="max-width: 480px; margin: 0 auto">
<h1 style="margin: 0 0 16px; font-size: 22px; line-height: 1.3">${heading}</h1>
${content}
</div>
</body>
</html>
`
}

/** In whole units, as people say it. */
function duration(seconds: number): string {
  const units = [
    { name: 'day', length: day },
    { name: 'hour', length: 60 * 60 },
    { name: 'minute', length: 60 },
  ]
  // A day is said in hours: people count from now, not from midnight.
  const unit = units.find(({ length }) => seconds >= length && (length < day || seconds > day))
  if (unit === undefined) return `${seconds} seconds`
  const count = Math.floor(seconds / unit.length)
  return `${count} ${unit.name}${count === 1 ? '' : 's'}`
}

/** Characters of a colour as CSS writes one; nothing that would end the declaration or fetch something. */
const colour =
  /^(?:#[\da-f]{3,8}|[a-z]{3,24}|(?:rgb|hsl|hwb|lab|lch|oklab|oklch)a?\([\d\s.,%/a-z-]{1,60}\))$/i

/** The application's colours, as far as they are some. */
function buttonColors(theme: SignInMailContent['theme']): {
  brandColor: string
  buttonText: string
} {
  const own = (value: string | undefined): string | undefined =>
    value !== undefined && colour.test(value.trim()) ? value.trim() : undefined
  const brandColor = own(theme.brandColor) ?? '#14586b'
  return { brandColor, buttonText: own(theme.buttonText) ?? readableOn(brandColor) }
}

/** Black or white, by contrast (WCAG 2, relative luminance). White on what is not written in hex. */
function readableOn(background: string): string {
  const [, short, long] =
    /^#(?:([\da-f]{3})[\da-f]?|([\da-f]{6})(?:[\da-f]{2})?)$/i.exec(background) ?? []
  const hex = long ?? short?.replace(/./g, '$&$&')
  if (hex === undefined) return '#fff'
  const [red = 0, green = 0, blue = 0] = [0, 2, 4].map((at) => {
    const share = Number.parseInt(hex.slice(at, at + 2), 16) / 255
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4
  })
  const luminance = 0.2126 * red + 0.7152 * green + 0.0722 * blue
  return luminance > 0.179 ? '#000' : '#fff'
}

/** Text in which no mail program finds an address or a host. */
function unlinked(text: string): string {
  return escape(text).replace(/[@.:]/g, '&#8203;$&')
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

function escape(text: string): string {
  return text.replace(/[&<>"']/g, (character) => entities[character] ?? '')
}
