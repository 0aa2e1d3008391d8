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
import type { Environment } from '../../server/environment.ts'
import { inTime } from '../open-database.ts'
import { redact } from '../redact.ts'
import { checkCookies } from './cookies.ts'
import { type Finding, right, warning, wrong } from './finding.ts'
import { hideSecrets } from './hide-secrets.ts'
import { checkMail } from './mail.ts'

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
  const exported = exportNames.map((name) => (module as Record<string, unknown>)[name])
  const found = exported.find(isConfig) ?? exported.find(isFunction)
  if (found === undefined) {
    return none(
      `${file} exports no configuration.`,
      'Export the object with `providers`: as default, or as authConfig, authOptions or options.',
    )
  }
  const config = isConfig(found) ? found : await configurationOf(found)
  if (!isConfig(config)) return { file, config: undefined, failure: cannotBeAsked(file, config) }
  hideSecrets(config)
  return { file, config }
}

/** What a function says to no request; an error if it says nothing. */
async function configurationOf(configure: (request: undefined) => unknown): Promise<unknown> {
  try {
    return await inTime(Promise.resolve(configure(undefined)))
  } catch (error) {
    return error
  }
}

function cannotBeAsked(file: string, answer: unknown): Finding {
  const why = answer instanceof Error ? redact(answer.message) : 'It returned no configuration.'
  return warning(
    `${file} exports a function, which cannot be looked at without a request. ${why}`,
    'Let it return what holds for everybody where the request is undefined. What it says of secret, address and database has not been looked at.',
  )
}

/** Says what the engine says about the configuration, and what it accepts but somebody should know. */
export function checkConfiguration(
  loaded: LoadedConfiguration,
  environment: Environment,
): readonly Finding[] {
  const { config, failure, file } = loaded
  if (config === undefined) return failure ? [failure] : []
  return [
    ...checkStart(config, file),
    ...checkMail(config, process.cwd()),
    ...checkCookies(config, environment),
    ...(config.rateLimits === false ? [notLimited] : []),
  ]
}

const notLimited = warning(
  'Attempts at passwords, codes and mails are not limited (rateLimits: false).',
  'Right where something in front limits them. Else take it away.',
)

/** Says what the engine says when it is made. */
function checkStart(config: AuthConfig, file: string): readonly Finding[] {
  try {
    createAuth(config)
  } catch (error) {
    // The secret has a section of its own; the rest is looked at as if there were one.
    if (AuthError.is(error) && error.code === 'secret_missing') {
      const jwt = { ...config.jwt, secret: undefined }
      return checkStart({ ...config, secret: 'what the other section asks for', jwt }, file)
    }
    const message = reasonOf(error)
    return [wrong(redact(message), mendFor(message, file))]
  }
  const names = config.providers.map(({ name }) => name)
  return [
    names.length > 0
      ? right(`${file} is accepted. People sign in with ${names.join(', ')}.`)
      : wrong(`${file} has no provider, so nobody can sign in.`, 'Add one to `providers`.'),
  ]
}

/** What is missing may be a variable, of a name that the engine's message does not say. */
function mendFor(message: string, file: string): string {
  const id = /^The provider "([\w-]+)" has no clientId/.exec(message)?.[1]
  if (id === undefined) return `Mend it in ${file}.`
  const prefix = `AUTH_${id.toUpperCase().replaceAll('-', '_')}`
  return `Set ${prefix}_ID and ${prefix}_SECRET, or pass clientId and clientSecret in ${file}.`
}

function isFunction(value: unknown): value is (request: undefined) => unknown {
  return typeof value === 'function'
}

function isConfig(value: unknown): value is AuthConfig {
  return isRecord(value) && Array.isArray(value['providers'])
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
