/**
 * The behaviour of a storage, as data: no test runner is needed, and any will do.
 *
 * Each case is run on a storage of its own and throws a {@link ContractError} that says what was
 * expected, what came and what goes wrong in an application. A storage is supported when all cases of
 * its tier pass, with `reopen` given if it can have two servers.
 *
 * @example
 * ```ts
 * for (const { name, run } of storageContract) {
 *   it(name, () => run({ open: () => memoryStorage() }))
 * }
 * ```
 *
 * @module
 */
import { accountCases } from './contract/accounts.ts'
import { adoptionCases } from './contract/adoption.ts'
import { attemptCases } from './contract/attempts.ts'
import type { ContractCase } from './contract/case.ts'
import { hostileValueCases } from './contract/hostile-values.ts'
import { raceCases } from './contract/races.ts'
import { secretCases } from './contract/secrets.ts'
import { sessionCases } from './contract/sessions.ts'
import { userCases } from './contract/users.ts'
import { verifiedAddressCases } from './contract/verified-address.ts'

export type { ContractCase, ContractSubject } from './contract/case.ts'
export { ContractError } from './contract/check.ts'

/** All cases. A storage of the tier `basic` is asked those whose tier is `basic`. */
export const storageContract: readonly ContractCase[] = [
  ...userCases,
  ...accountCases,
  ...verifiedAddressCases,
  ...sessionCases,
  ...adoptionCases,
  ...secretCases,
  ...attemptCases,
  ...hostileValueCases,
  ...raceCases,
]
