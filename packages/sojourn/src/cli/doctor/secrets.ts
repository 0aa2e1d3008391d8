/**
 * The secrets that seal sessions.
 *
 * @module
 */
import type { AuthConfig } from '../../server/config.ts'
import { type Finding, right, warning, wrong } from './finding.ts'

const leastLength = 32

/** Words of documents and examples. They are too long for a random secret to have one by chance. */
const exampleWords =
  /secret|change|example|replace|your[-_ ]|password|insert|default|s3cret|qwerty|12345678|abcdefgh/i

const mendWeak = 'Set another one: npx sojourn secret'

/**
 * Looks at the secrets of the configuration, else of the environment.
 *
 * @param config The configuration, if it is known.
 */
export function checkSecrets(
  config: AuthConfig | undefined,
  env: Readonly<Record<string, string | undefined>>,
): readonly Finding[] {
  const secrets = secretsOf(config, env)
  if (secrets.length === 0) {
    return [
      wrong(
        'There is no secret, so nobody can be signed in.',
        'npx sojourn secret prints one. Set it as AUTH_SECRET.',
      ),
    ]
  }
  return [...secrets.map(([name, secret]) => judge(name, secret)), ...checkPair(secrets)]
}

function secretsOf(
  config: AuthConfig | undefined,
  env: Readonly<Record<string, string | undefined>>,
): readonly (readonly [name: string, secret: string])[] {
  const configured = [config?.secret ?? []].flat().filter((secret) => secret !== '')
  if (configured.length > 1) {
    return configured.map((secret, index) => [`Secret ${index + 1} of the configuration`, secret])
  }
  if (configured.length === 1) {
    return configured.map((secret) => ['The secret of the configuration', secret])
  }
  return ['NEXTAUTH_SECRET', 'AUTH_SECRET'].flatMap((name) => {
    const secret = env[name]
    return secret ? [[name, secret] as const] : []
  })
}

function judge(name: string, secret: string): Finding {
  if (exampleWords.test(secret)) {
    return wrong(`${name} looks like one from an example, which others know.`, mendWeak)
  }
  if (secret.length < leastLength) {
    return wrong(`${name} is too short: ${secret.length} of ${leastLength} characters.`, mendWeak)
  }
  if (new Set(secret).size < 10) {
    return wrong(`${name} is made of a few characters over and over.`, mendWeak)
  }
  return right(`${name} is set, with ${secret.length} characters.`)
}

function checkPair(secrets: readonly (readonly [string, string])[]): readonly Finding[] {
  const [[firstName, first] = [], [secondName, second] = []] = secrets
  if (firstName !== 'NEXTAUTH_SECRET' || secondName !== 'AUTH_SECRET' || first === second) return []
  return [
    warning(
      'NEXTAUTH_SECRET and AUTH_SECRET are both set, and differ: the first seals sessions, both open them.',
      'Right while you change secrets. Afterwards remove NEXTAUTH_SECRET.',
    ),
  ]
}
