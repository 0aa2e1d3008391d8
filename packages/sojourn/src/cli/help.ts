/**
 * What the command can do, for whoever asks.
 *
 * @module
 */
import { paint } from './terminal.ts'

/** The help text. */
export function helpText(): string {
  const command = (text: string): string => paint('bold', text)
  const option = (text: string): string => paint('cyan', text)
  return `${command('npx sojourn secret')}
  Prints a new secret: 256 random bits.

${command('npx sojourn migrate')} [${option('--database')} URL] [${option('--dry-run')}] [${option('--yes')}]
  Shows what the database lacks, asks, and adds it. Nothing is ever removed.
    ${option('--database URL')}  file:data.db, or postgresql://user:password@host/name
                    Default: AUTH_DATABASE_URL, else DATABASE_URL
    ${option('--dry-run')}       only show
    ${option('-y, --yes')}       do not ask

${command('npx sojourn doctor')} [${option('--database')} URL] [${option('--config')} FILE]
  Says what is wrong with the environment, the packages, the database and the
  configuration, and how to mend it. Changes nothing.
    ${option('--config FILE')}   module that exports the configuration: as default, or as
                    authConfig, authOptions or options

Variables are read from the environment, then from the files that Next reads:
.env.$NODE_ENV.local, .env.local (not for tests), .env.$NODE_ENV, .env.
In a Nuxt application, from .env only.
Exit code: 0 if all is well, else 1.`
}
