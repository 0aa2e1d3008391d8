/**
 * Whose an account is after a sign-in, as data: every case of who has it, who is signed in, and what is said of the
 * address.
 *
 * @module
 */

type Who = 'nobody' | 'Ada' | 'Grace'

/** One case: what is so, and whose session and account it becomes. */
interface LinkingCase {
  /** Whose the account is before. */
  readonly account: Who
  /** Who is signed in when it begins. */
  readonly begins: Who
  /** Who is there when it ends. Default: who began. */
  readonly ends?: Who
  /** Whether the provider says Ada's address; else one that nobody has. */
  readonly isHers: boolean
  /** Whether Ada's address is verified here. */
  readonly ours?: boolean
  /** The provider's `email_verified`; left out if `undefined`. */
  readonly says?: unknown
  readonly dangerous?: boolean
  /** `new`: somebody who was not stored before. `refused`: `account_not_linked`, and nothing changes. */
  readonly becomes: 'new' | 'Ada' | 'Grace' | 'refused'
  readonly events: readonly string[]
}

const created = ['createUser', 'linkAccount', 'signIn']
const linked = ['linkAccount', 'signIn']
const known = ['signIn']
const none: readonly string[] = []

// The first line of each group is what an attacker hopes would be otherwise.
export const linkingCases: readonly LinkingCase[] = [
  // Nobody's account, nobody signed in, an address that nobody has.
  { account: 'nobody', begins: 'nobody', isHers: false, becomes: 'new', events: created },
  {
    account: 'nobody',
    begins: 'nobody',
    isHers: false,
    says: true,
    becomes: 'new',
    events: created,
  },
  {
    account: 'nobody',
    begins: 'nobody',
    isHers: false,
    says: false,
    becomes: 'new',
    events: created,
  },
  {
    account: 'nobody',
    begins: 'nobody',
    isHers: false,
    says: 'true',
    becomes: 'new',
    events: created,
  },
  {
    account: 'nobody',
    begins: 'nobody',
    isHers: false,
    dangerous: true,
    becomes: 'new',
    events: created,
  },

  // Nobody's account, nobody signed in, Ada's address: both sides must have verified it.
  {
    account: 'nobody',
    begins: 'nobody',
    isHers: true,
    ours: true,
    becomes: 'refused',
    events: none,
  },
  {
    account: 'nobody',
    begins: 'nobody',
    isHers: true,
    ours: true,
    says: false,
    becomes: 'refused',
    events: none,
  },
  {
    account: 'nobody',
    begins: 'nobody',
    isHers: true,
    ours: true,
    says: 'true',
    becomes: 'refused',
    events: none,
  },
  {
    account: 'nobody',
    begins: 'nobody',
    isHers: true,
    ours: true,
    says: 1,
    becomes: 'refused',
    events: none,
  },
  {
    account: 'nobody',
    begins: 'nobody',
    isHers: true,
    ours: true,
    says: true,
    becomes: 'Ada',
    events: linked,
  },
  {
    account: 'nobody',
    begins: 'nobody',
    isHers: true,
    ours: false,
    becomes: 'refused',
    events: none,
  },
  {
    account: 'nobody',
    begins: 'nobody',
    isHers: true,
    ours: false,
    says: false,
    becomes: 'refused',
    events: none,
  },
  {
    account: 'nobody',
    begins: 'nobody',
    isHers: true,
    ours: false,
    says: 'true',
    becomes: 'refused',
    events: none,
  },
  {
    account: 'nobody',
    begins: 'nobody',
    isHers: true,
    ours: false,
    says: true,
    becomes: 'refused',
    events: none,
  },

  // The same where the configuration trusts the provider, as NextAuth does; but it creates nobody.
  {
    account: 'nobody',
    begins: 'nobody',
    isHers: true,
    ours: true,
    dangerous: true,
    becomes: 'Ada',
    events: linked,
  },
  {
    account: 'nobody',
    begins: 'nobody',
    isHers: true,
    ours: true,
    says: false,
    dangerous: true,
    becomes: 'Ada',
    events: linked,
  },
  {
    account: 'nobody',
    begins: 'nobody',
    isHers: true,
    ours: true,
    says: true,
    dangerous: true,
    becomes: 'Ada',
    events: linked,
  },
  {
    account: 'nobody',
    begins: 'nobody',
    isHers: true,
    ours: false,
    dangerous: true,
    becomes: 'Ada',
    events: linked,
  },
  {
    account: 'nobody',
    begins: 'nobody',
    isHers: true,
    ours: false,
    says: true,
    dangerous: true,
    becomes: 'Ada',
    events: ['updateUser', ...linked],
  },

  // Nobody's account, somebody signed in: it becomes theirs, whatever the address.
  { account: 'nobody', begins: 'Ada', isHers: false, becomes: 'Ada', events: linked },
  { account: 'nobody', begins: 'Ada', isHers: true, ours: false, becomes: 'Ada', events: linked },
  {
    account: 'nobody',
    begins: 'Ada',
    isHers: true,
    ours: true,
    says: true,
    becomes: 'Ada',
    events: linked,
  },
  {
    account: 'nobody',
    begins: 'Grace',
    isHers: true,
    ours: true,
    says: true,
    becomes: 'Grace',
    events: linked,
  },
  {
    account: 'nobody',
    begins: 'Grace',
    isHers: true,
    ours: true,
    dangerous: true,
    becomes: 'Grace',
    events: linked,
  },

  // O18: who ends it is not who began it.
  {
    account: 'nobody',
    begins: 'Ada',
    ends: 'Grace',
    isHers: false,
    becomes: 'refused',
    events: none,
  },
  {
    account: 'nobody',
    begins: 'Ada',
    ends: 'nobody',
    isHers: false,
    becomes: 'refused',
    events: none,
  },
  {
    account: 'nobody',
    begins: 'Ada',
    ends: 'nobody',
    isHers: true,
    says: true,
    dangerous: true,
    becomes: 'refused',
    events: none,
  },
  { account: 'Ada', begins: 'Ada', ends: 'Grace', isHers: true, becomes: 'refused', events: none },
  { account: 'Ada', begins: 'Grace', ends: 'Ada', isHers: true, becomes: 'refused', events: none },
  {
    account: 'Grace',
    begins: 'Ada',
    ends: 'nobody',
    isHers: false,
    becomes: 'refused',
    events: none,
  },

  // Begun signed out: a plain sign-in, whoever is there when it ends. A planted session wins nothing.
  {
    account: 'nobody',
    begins: 'nobody',
    ends: 'Grace',
    isHers: false,
    becomes: 'new',
    events: created,
  },
  {
    account: 'nobody',
    begins: 'nobody',
    ends: 'Grace',
    isHers: true,
    ours: true,
    becomes: 'refused',
    events: none,
  },
  {
    account: 'nobody',
    begins: 'nobody',
    ends: 'Grace',
    isHers: true,
    ours: true,
    says: true,
    becomes: 'Ada',
    events: linked,
  },
  { account: 'Ada', begins: 'nobody', ends: 'Grace', isHers: true, becomes: 'Ada', events: known },

  // An account that is somebody's: theirs alone, whatever the address says by now.
  { account: 'Ada', begins: 'nobody', isHers: true, becomes: 'Ada', events: known },
  { account: 'Ada', begins: 'nobody', isHers: false, says: true, becomes: 'Ada', events: known },
  {
    account: 'Grace',
    begins: 'nobody',
    isHers: true,
    ours: true,
    says: true,
    becomes: 'Grace',
    events: known,
  },
  {
    account: 'Grace',
    begins: 'nobody',
    isHers: true,
    ours: true,
    dangerous: true,
    becomes: 'Grace',
    events: known,
  },
  { account: 'Ada', begins: 'Ada', isHers: true, becomes: 'Ada', events: known },
  { account: 'Ada', begins: 'Ada', ends: 'nobody', isHers: true, becomes: 'Ada', events: known },
  {
    account: 'Grace',
    begins: 'Ada',
    isHers: true,
    ours: true,
    says: true,
    becomes: 'refused',
    events: none,
  },
  {
    account: 'Grace',
    begins: 'Ada',
    isHers: true,
    dangerous: true,
    becomes: 'refused',
    events: none,
  },
]

/** A case in a line. */
export function describeCase(row: LinkingCase): string {
  const given = { ...row, becomes: undefined, events: undefined }
  return `${JSON.stringify(given)} → ${row.becomes}`
}
