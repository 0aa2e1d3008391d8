/**
 * What an attempt at credentials is aimed at: the names under which somebody tries to sign in.
 *
 * Each counts by itself: who guesses at one may send any others beside it. Fields that name nobody do not
 * count at all.
 *
 * @module
 */
import { normalizeEmail } from '../../core/email-address.ts'
import type { CredentialsProvider } from '../../core/provider.ts'

const naming =
  /^(?:e-?mail(?:_?address)?|user_?(?:name|id)?|login|name|identifier|phone(?:_?number)?|account|handle)$/i

/** Most names that one attempt can have. */
const maxNames = 4

/** The names; none if no field is known to be one. */
export function subjectsOf(
  provider: CredentialsProvider,
  credentials: Readonly<Record<string, string>>,
): readonly string[] {
  const declared = Object.entries(provider.credentials).filter(
    ([, { type = 'text' }]) => !['password', 'hidden'].includes(type),
  )
  const fields = declared.length > 0 ? declared.map(([field]) => field) : Object.keys(credentials)
  const known = fields.filter(
    (field) => naming.test(field) || provider.credentials[field]?.type === 'email',
  )
  // Where none is called like a name, the first that the form shows is likely to be one.
  const [first] = declared
  const chosen = known.length > 0 ? known : first === undefined ? [] : [first[0]]
  const names = chosen
    .map((field) => spell(credentials[field] ?? ''))
    .filter((name) => name !== '')
    .slice(0, maxNames)
  return [...new Set(names)].map((name) => JSON.stringify([provider.id, name]))
}

/** One spelling, so that no other one is counted anew. */
function spell(value: string): string {
  return normalizeEmail(value) ?? value.normalize('NFKC').trim().toLowerCase()
}
