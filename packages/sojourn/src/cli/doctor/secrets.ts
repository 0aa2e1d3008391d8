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
  const { secret, jwt } = config ?? {}
  // As the engine reads them: an empty one is not filled by the environment.
  if (secret !== undefined || jwt?.secret !== undefined) {
    const own = named(secret, 'of the configuration')
    const ofSessions = named(jwt?.secret, 'of sessions (jwt.secret)')
    const isMissing = [secret, jwt?.secret].some((one) => one !== undefined && one.length === 0)
    return isMissing ? [] : [...own, ...ofSessions]
  }
  return variables.flatMap((name) => {
    const secret = env[name]
    return secret ? [[name, secret] as const] : []
  })
}

/** Newest first, as the engine reads them. */
const variables = [
  'NEXTAUTH_SECRET',
  'AUTH_SECRET',
  'AUTH_SECRET_3',
  'AUTH_SECRET_2',
  'AUTH_SECRET_1',
]

/** @param whose As their name goes on. */
function named(
  secret: string | readonly string[] | undefined,
  whose: string,
): readonly (readonly [name: string, secret: string])[] {
  const secrets = [secret ?? []].flat().filter((one) => one !== '')
  return secrets.map((one, index) => [
    secrets.length === 1 ? `The secret ${whose}` : `Secret ${index + 1} ${whose}`,
    one,
  ])
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
