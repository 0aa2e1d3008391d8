/**
 * What an attempt at credentials is aimed at: the name under which somebody tries to sign in.
 *
 * Only fields that name somebody count. Whoever guesses may send any others, and would be counted anew with each.
 *
 * @module
 */
import type { CredentialsProvider } from '../../core/provider.ts'

const naming =
  /^(?:e-?mail(?:_?address)?|user_?(?:name|id)?|login|name|identifier|phone(?:_?number)?|account|handle)$/i

/** The name; `undefined` if no field is known to be one. */
export function subjectOf(
  provider: CredentialsProvider,
  credentials: Readonly<Record<string, string>>,
): string | undefined {
  const declared = Object.entries(provider.credentials).filter(
    ([, { type = 'text' }]) => !['password', 'hidden'].includes(type),
  )
  const names = declared.length > 0 ? declared.map(([name]) => name) : Object.keys(credentials)
  const known = names.filter(
    (name) => naming.test(name) || provider.credentials[name]?.type === 'email',
  )
  // Where none is called like a name, the first that the form shows is likely to be one.
  const [first] = declared
  const fields = known.length > 0 ? known : first === undefined ? [] : [first[0]]
  if (fields.length === 0) return undefined
  const values = fields.toSorted().map((name) => [name, spell(credentials[name] ?? '')])
  return JSON.stringify([provider.id, ...values])
}

/** One spelling, so that no other one is counted anew. */
function spell(value: string): string {
  return value.normalize('NFKC').trim().toLowerCase()
}
