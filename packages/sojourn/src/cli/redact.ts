/**
 * Keeping secrets off the screen, where text comes from elsewhere: a driver's message, a module's error.
 *
 * @module
 */
import { passwordsIn } from './database-url.ts'

const secrets = new Set<string>()

/** Names a value that must not be shown. Shorter ones than 4 characters would leave no text readable. */
export function hide(value: unknown): void {
  if (typeof value === 'string' && value.length >= 4) secrets.add(value)
}

/** Names the passwords of a database's URL, and the URL itself. */
export function hideUrl(url: string | undefined): void {
  if (url === undefined) return
  const passwords = passwordsIn(url)
  if (passwords.length > 0) hide(url)
  for (const password of passwords) hide(password)
}

/** Text from elsewhere, without what was named. */
export function redact(text: string): string {
  // The longest first: one may be a part of another.
  const ordered = [...secrets].toSorted((a, b) => b.length - a.length)
  return ordered.reduce((rest, secret) => rest.replaceAll(secret, '[hidden]'), text)
}
