/**
 * Keeping what a configuration and an environment hold of secrets off the screen.
 *
 * @module
 */
import type { AuthConfig } from '../../server/config.ts'
import { isRecord } from '../../core/protocol.ts'
import { hide, hideUrl } from '../redact.ts'

/** Names of options with secrets: of the engine, of providers, of mail servers, of keys (RFC 7517). */
const secretOptions =
  /^(?:secrets?|clientSecret|apiKey|pass|password|passphrase|privateKey|clientPrivateKey|accessToken|refreshToken|k|d|p|q|dp|dq|qi)$/i

/** Names of variables with secrets, a number for older ones at the end. */
const secretVariables = /(?:^|_)(?:SECRET|KEY|PASSWORD|PASS|TOKEN)(?:_\d+)?$/

/** Shorter ones than this may be words of a message, such as `true`. */
const leastLength = 8

/** How deep options lie: `providers`, one of them, `options`, `server`, `auth`, and some more. */
const mostDepth = 8

/** Names the secrets of the environment. */
export function hideVariables(env: Readonly<Record<string, string | undefined>>): void {
  for (const [name, value = ''] of Object.entries(env)) {
    hideAddress(value)
    if (secretVariables.test(name) && value.length >= leastLength) hide(value)
  }
}

/** Names the secrets of a configuration. Its adapter is not looked into. */
export function hideSecrets({ secret, jwt, providers }: AuthConfig): void {
  hideIn({ secret, jwt, providers: [...providers] }, false, mostDepth)
}

/** @param isSecret Whether all texts in the value are secrets. */
function hideIn(value: unknown, isSecret: boolean, depth: number): void {
  if (typeof value === 'string') {
    if (isSecret) hide(value)
    hideAddress(value)
  }
  if (depth === 0) return
  if (Array.isArray(value)) {
    for (const one of value) hideIn(one, isSecret, depth - 1)
  } else if (isPlain(value)) {
    for (const [name, one] of Object.entries(value)) {
      hideIn(one, isSecret || secretOptions.test(name), depth - 1)
    }
  }
}

/** Whether it was written down as it is. What a library made may be without end. */
function isPlain(value: unknown): value is Record<string, unknown> {
  if (!isRecord(value)) return false
  const prototype: unknown = Object.getPrototypeOf(value)
  return prototype === Object.prototype || prototype === null
}

/** An address with a password in it, of a mail server or a database. */
function hideAddress(text: string): void {
  if (/^[a-z][a-z\d+.-]*:\/\/[^/]*:.*@/is.test(text)) hideUrl(text)
}
