/**
 * What sends mails.
 *
 * @module
 */
import type { AuthConfig } from '../../server/config.ts'
import { isRecord } from '../../core/protocol.ts'
import { type Finding, wrong } from './finding.ts'
import { installedVersion } from './packages.ts'

/**
 * Looks whether `nodemailer` is there for providers that have a mail server. Whether there is a place for one-time
 * secrets, the engine and the storage say.
 *
 * @param folder Of the application.
 */
export function checkMail({ providers }: AuthConfig, folder: string): readonly Finding[] {
  const ids = providers.flatMap((provider) => (hasServer(provider) ? [provider.id] : []))
  if (ids.length === 0 || installedVersion(folder, 'nodemailer') !== undefined) return []
  return [
    wrong(
      `Mails of ${ids.join(', ')} go by a mail server, which takes nodemailer, and that is not installed.`,
      'npm install nodemailer. A sendVerificationRequest that does without needs no `server`.',
    ),
  ]
}

/** Factories of NextAuth have the application's own under `options`. */
function hasServer(provider: unknown): provider is { readonly id: string } {
  if (!isRecord(provider) || provider['type'] !== 'email') return false
  const { options } = provider
  const server = (isRecord(options) ? options['server'] : undefined) ?? provider['server']
  return server !== undefined && server !== ''
}
