/**
 * The module with the configuration.
 *
 * @module
 */
import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { AuthError } from '../../core/errors.ts'
import { isRecord } from '../../core/protocol.ts'
import { createAuth } from '../../server/auth.ts'
import type { AuthConfig } from '../../server/config.ts'
import { hide, redact } from '../redact.ts'
import { type Finding, right, wrong } from './finding.ts'

/** What came of loading the module. */
export interface LoadedConfiguration {
  readonly file: string
  /** Not yet known to be a good one; `undefined` if there is none. */
  readonly config: AuthConfig | undefined
  /** Why there is none. */
  readonly failure?: Finding
}

const exportNames = ['default', 'authConfig', 'authOptions', 'options']

/** Loads the configuration, and keeps its secrets off the screen. */
export async function loadConfiguration(file: string): Promise<LoadedConfiguration> {
  const none = (text: string, mend: string): LoadedConfiguration => ({
    file,
    config: undefined,
    failure: wrong(text, mend),
  })
  const path = resolve(file)
  if (!existsSync(path)) return none(`There is no file ${file}.`, 'Look at the path.')
  let module: unknown
  try {
    module = await import(pathToFileURL(path).href)
  } catch (error) {
    return none(
      `${file} could not be loaded: ${redact(reasonOf(error))}`,
      'It is loaded by Node itself, without a bundler: imports need their extension, and aliases are not known. Move the configuration into a module of its own.',
    )
  }
  const config = exportNames.map((name) => (module as Record<string, unknown>)[name]).find(isConfig)
  if (config === undefined) {
    return none(
      `${file} exports no configuration.`,
      'Export the object with `providers`: as default, or as authConfig, authOptions or options.',
    )
  }
  hideSecrets(config)
  return { file, config }
}

/** Says what the engine says about the configuration. */
export function checkConfiguration(loaded: LoadedConfiguration): readonly Finding[] {
  const { config, failure, file } = loaded
  if (config === undefined) return failure ? [failure] : []
  try {
    createAuth(config)
  } catch (error) {
    // The secret and the address have their own sections.
    if (AuthError.is(error) && error.code === 'secret_missing') return []
    return [wrong(redact(reasonOf(error)), `Mend it in ${file}.`)]
  }
  const names = config.providers.map(({ name }) => name)
  return [
    names.length > 0
      ? right(`${file} is accepted. People sign in with ${names.join(', ')}.`)
      : wrong(`${file} has no provider, so nobody can sign in.`, 'Add one to `providers`.'),
  ]
}

function isConfig(value: unknown): value is AuthConfig {
  return isRecord(value) && Array.isArray(value['providers'])
}

function hideSecrets({ providers, secret }: AuthConfig): void {
  for (const one of [secret].flat()) hide(one)
  for (const provider of providers) {
    if (!isRecord(provider)) continue
    const { clientSecret, options } = provider
    hide(clientSecret)
    if (isRecord(options)) hide(options['clientSecret'])
  }
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
