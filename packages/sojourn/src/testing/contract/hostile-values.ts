/**
 * The contract about values that somebody chose to do harm: kept as they are or refused, never mixed up.
 *
 * @module
 */
import type { NewUser, StoredUser } from '../../core/storage.ts'
import { atomicCase, basicCase, type ContractCase } from './case.ts'
import { expectEqual, expectIn, expectPresent, isDone } from './check.ts'
import { hour, hubAccount, isReadable, person, sessionOf, signUp, tokenOf } from './samples.ts'

/** Texts that every database can hold in its columns, as short as these often are. No two are the same. */
const texts = [
  '',
  ' ',
  "'",
  "''",
  '"',
  '\\',
  '/',
  ':',
  '%',
  '_',
  '*',
  '?',
  '$1',
  '`',
  'null',
  'undefined',
  '0',
  '{}',
  '[]',
  '__proto__',
  'constructor',
  'sha256:x',
  "'; DROP TABLE users; --",
  '\u{1F98A}\u200D\u{1F98A}',
  'e\u0301',
  '\u00E9',
  '\u212A',
  'K',
  '\u202Eabc',
  'line\nbreak\ttab',
  'x'.repeat(150),
  `${'x'.repeat(150)}y`,
]

const mixed = 'one person would be taken for another'

export const hostileValueCases: readonly ContractCase[] = [
  basicCase('keeps any text in the name of a person', async ({ storage }) => {
    for (const [index, text] of texts.entries()) {
      const name = index === 0 ? 'Ada' : text
      const made = await storage.createUser({ ...person(`p${index}`), name, image: text })
      const id = expectPresent(
        `createUser of ${text.slice(0, 40)}`,
        made,
        'names are what they are',
      ).id
      expectIn(
        'readUser',
        await storage.readUser(id),
        { name, image: text },
        'a name would be changed',
      )
    }
  }),
  basicCase('keeps accounts of similar ids apart', async ({ storage }) => {
    const ids = new Map<string, string>()
    for (const [index, text] of texts.entries()) {
      const made = await storage.createUser(person(`p${index}`), {
        account: hubAccount(`a${text}`),
      })
      const why = 'no two of these ids are the same'
      ids.set(text, expectPresent(`createUser with account a${text.slice(0, 40)}`, made, why).id)
    }
    for (const [text, id] of ids) {
      const found = await storage.readUserByAccount('hub', `a${text}`)
      expectIn(`the person of account a${text.slice(0, 40)}`, found, { id }, mixed)
    }
    // The same text as `hub` and `a`, put together elsewhere.
    for (const [provider, id] of [
      ['hu', 'ba'],
      ['', 'huba'],
      ['huba', ''],
    ] as const) {
      const found = await storage.readUserByAccount(provider, id)
      expectEqual(`the account ${id} at ${provider}`, found, null, mixed)
    }
  }),
  basicCase('keeps people of similar addresses apart', async ({ storage }) => {
    const ids = new Map<string, string>()
    for (const text of texts) {
      const email = `a${text}@example.com`
      const made = await storage.createUser({ ...person('p'), email })
      const why = 'no two of these addresses are the same'
      ids.set(email, expectPresent(`createUser of ${email.slice(0, 40)}`, made, why).id)
    }
    for (const [email, id] of ids) {
      const found = await storage.readUserByEmail(email)
      expectIn(`the person of ${email.slice(0, 40)}`, found, { id }, mixed)
    }
  }),
  basicCase('keeps one-time secrets of similar addresses apart', async ({ storage, now }) => {
    for (const text of texts) {
      const token = { identifier: `a${text}`, token: 'digest', expiresAt: now + hour }
      await storage.createVerificationToken(token)
    }
    const shifted = await storage.useVerificationToken('ad', 'igest')
    expectEqual('the secret igest of ad', shifted, null, mixed)
    for (const text of texts) {
      const identifier = `a${text}`
      const taken = await storage.useVerificationToken(identifier, 'digest')
      expectIn(`the secret of ${identifier.slice(0, 40)}`, taken, { identifier }, mixed)
      const again = await storage.useVerificationToken(identifier, 'digest')
      expectEqual(`the secret of ${identifier.slice(0, 40)} again`, again, null, 'it is good once')
    }
  }),
  basicCase('finds nothing under a text that nobody stored', async ({ storage, now }) => {
    const ada = await signUp(storage, 'ada', { account: hubAccount('1') })
    await storage.createSession(sessionOf(ada.id, 'one', now))
    const why = 'cookies and forms hold what anybody likes'
    for (const text of [...texts, 'x'.repeat(10_000)]) {
      const label = text.slice(0, 40)
      expectEqual(
        `the session of ${label}`,
        await isReadable(storage, text, `sha256:${text}`),
        false,
        why,
      )
      expectEqual(`ending ${label}`, await storage.endSession({ tokens: [text] }), false, why)
      expectEqual(`the person of ${label}`, await storage.readUserByEmail(text), null, why)
      expectEqual(`the account ${label}`, await storage.readUserByAccount(text, text), null, why)
      expectEqual(`the secret ${label}`, await storage.useVerificationToken(text, text), null, why)
    }
    expectEqual('the session', await isReadable(storage, tokenOf('one')), true, why)
    expectIn('the person', await storage.readUser(ada.id), { name: 'ada' }, why)
  }),
  basicCase(
    'refuses texts with NUL and very long ones, or keeps them whole',
    async ({ storage, now }) => {
      const ada = await signUp(storage, 'ada')
      const parts = { account: hubAccount('a') }
      await storage.updateUser(ada.id, { name: 'a' })
      await storage.linkAccount({ ...parts.account, userId: ada.id })
      for (const text of ['a\0', 'a\0b', 'y'.repeat(10_000)]) {
        const email = `${text}@example.com`
        const made = await attempt(storage.createUser({ ...person('b'), name: text, email }))
        const expected = { name: text, email }
        const found = await attempt(storage.readUserByEmail(email))
        if (made) expectIn('the person read again', found, expected, 'a text would be cut off')
        else expectEqual('the person that was refused', found, null, 'half of a person would stay')
        const account = await attempt(storage.readUserByAccount('hub', text))
        expectEqual('the account of a similar text', account, null, mixed)
        const read = await attempt(Promise.resolve(storage.readSession([text])))
        expectEqual('the session of such a token', read, null, mixed)
        const identifier = text
        await attempt(
          storage.createVerificationToken({ identifier, token: 'd', expiresAt: now + hour }),
        )
      }
      expectEqual('a secret cut off', await storage.useVerificationToken('a', 'd'), null, mixed)
      const found = await storage.readUserByAccount('hub', 'a')
      expectIn('the person', found, { id: ada.id, name: 'a' }, mixed)
    },
  ),
  basicCase('is not misled by the names of columns', async ({ storage }) => {
    const ada = await signUp(storage, 'ada')
    const columns = [
      '{"__proto__":{"isAdmin":true}}',
      '{"constructor":{"prototype":{"isAdmin":true}}}',
      '{"toString":"x","hasOwnProperty":"x"}',
      `{"name\\" = 'Eve' --":"x"}`,
      `{"name = 'Eve' --":"x"}`,
      '{"favouriteColour":"green"}',
      '{"sojourn_unknown":null}',
    ]
    for (const [index, json] of columns.entries()) {
      const column = JSON.parse(json) as Record<string, unknown>
      const [[name, value] = ['', null]] = Object.entries(column)
      const user: object = { ...person(`p${index}`), ...column }
      const made = await attempt(storage.createUser(user as NewUser))
      const email = `p${index}@example.com`
      const found = made === null ? null : await storage.readUserByEmail(email)
      const why = 'a form could write what it must not'
      if (made !== null) {
        expectIn(`the person with ${json}`, found, { name: `p${index}`, email }, why)
        const kept = found !== null && Object.hasOwn(found, name) ? found[name] : value
        expectEqual(`the column ${name}`, kept, value, 'a column is kept or left out, not changed')
        expectEqual(`isAdmin of the person with ${json}`, isAdmin(found), false, why)
      }
      const changes = { ...column, id: 'other' } as Partial<Omit<StoredUser, 'id'>>
      await attempt(storage.updateUser(ada.id, changes))
      expectEqual(`isAdmin of anybody after ${json}`, isAdmin({}), false, why)
      const unchanged = { id: ada.id, name: 'ada', email: 'ada@example.com' }
      expectIn(`another person after ${json}`, await storage.readUser(ada.id), unchanged, why)
    }
  }),
  atomicCase(
    'keeps any text in a session, a claim, a count and a hash',
    async ({ storage, now }) => {
      const ada = await signUp(storage, 'ada')
      for (const text of texts) {
        const userAgent = text.padEnd(512, '.')
        const id = `s${text}`
        await storage.createSession(sessionOf(ada.id, id, now, { userAgent }))
        expectIn('the session', await storage.findSession(id, ada.id), { id, userAgent }, mixed)
        expectEqual(
          `claim of ${text.slice(0, 40)}`,
          await storage.claim(text, now + hour, now),
          true,
          mixed,
        )
      }
      for (const text of texts) {
        const { count } = await storage.countAttempt(text, { now, endsAt: now + hour })
        expectEqual(`the count of ${text.slice(0, 40)}`, count, 1, mixed)
        expectEqual(
          `the session s${text}`,
          await storage.endSession({ id: `s${text}`, userId: ada.id }),
          true,
          mixed,
        )
      }
      expectEqual('sessions', await storage.listSessions(ada.id, now), [], mixed)
      const hash = `$argon2id$v=19$m=65536,t=3,p=1$${'+/'.repeat(40)}`
      await storage.setPasswordHash(ada.id, { hash, expected: null, ends: null })
      expectEqual('the hash', await storage.readPasswordHash(ada.id), hash, 'nobody could sign in')
    },
  ),
  atomicCase('finds no person under an inherited name', async ({ storage, now }) => {
    for (const id of ['__proto__', 'constructor', 'toString', '']) {
      expectEqual(`readUser of ${id}`, await storage.readUser(id), null, mixed)
      expectEqual(`deleteUser of ${id}`, await storage.deleteUser(id), false, mixed)
      expectEqual(`the list of ${id}`, await storage.listSessions(id, now), [], mixed)
      expectEqual(`the hash of ${id}`, await storage.readPasswordHash(id), null, mixed)
      const created = await isDone(storage.createSession(sessionOf(id, `of-${id}`, now)))
      expectEqual(`a session of ${id}`, created, false, mixed)
    }
  }),
]

/** What came; `null` also if the storage refused by throwing. */
async function attempt<Value>(promise: Promise<Value>): Promise<Value | null> {
  try {
    return await promise
  } catch {
    return null
  }
}

/** Whether anything, own or inherited, makes this an administrator. */
function isAdmin(value: object | null): boolean {
  return value !== null && 'isAdmin' in value && value.isAdmin === true
}
