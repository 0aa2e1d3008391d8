/**
 * The contract about people and their accounts.
 *
 * @module
 */
import type { StoredUser } from '../../core/storage.ts'
import { atomicCase, basicCase, type ContractCase } from './case.ts'
import { expectEqual, expectIn, expectPresent, isDone } from './check.ts'
import { hubAccount, isReadable, person, sessionOf, signUp, tokenOf } from './samples.ts'

const lost = 'what somebody entered would be lost'
const stolen = 'somebody would get into the account of another person'

export const userCases: readonly ContractCase[] = [
  basicCase('keeps a person with every field', async ({ storage, now }) => {
    const fields = {
      name: 'Ada Lovelace',
      email: 'ada@example.com',
      emailVerified: new Date(now),
      image: 'https://example.com/ada.png',
    }
    const created = expectPresent('createUser', await storage.createUser(fields), lost)
    expectIn('the created person', created, fields, lost)
    expectEqual('the type of the id', typeof created.id, 'string', 'ids are compared as strings')
    expectIn('readUser', await storage.readUser(created.id), { id: created.id, ...fields }, lost)
  }),
  basicCase('finds a person by address and by account', async ({ storage }) => {
    const ada = await signUp(storage, 'ada', { account: hubAccount('1') })
    await signUp(storage, 'eve', { account: hubAccount('2') })
    const byEmail = await storage.readUserByEmail('ada@example.com')
    expectIn('readUserByEmail', byEmail, { id: ada.id, name: 'ada' }, stolen)
    const byAccount = await storage.readUserByAccount('hub', '1')
    expectIn('readUserByAccount', byAccount, { id: ada.id, name: 'ada' }, stolen)
  }),
  basicCase('finds nobody under what is unknown', async ({ storage }) => {
    await signUp(storage, 'ada', { account: hubAccount('1') })
    const why = 'null is how the engine knows that somebody is new'
    expectEqual('readUser', await storage.readUser('unknown'), null, why)
    expectEqual('readUserByEmail', await storage.readUserByEmail('eve@example.com'), null, why)
    expectEqual('another provider', await storage.readUserByAccount('lab', '1'), null, stolen)
    expectEqual('another account', await storage.readUserByAccount('hub', '2'), null, stolen)
  }),
  basicCase('finds a person only by the very address', async ({ storage }) => {
    await signUp(storage, 'ada')
    for (const email of [
      'ADA@example.com',
      'ada@example.com ',
      'ada_example.com',
      'a%',
      'adá@example.com',
    ]) {
      expectEqual(`readUserByEmail of ${email}`, await storage.readUserByEmail(email), null, stolen)
    }
  }),
  basicCase('keeps people without an address apart', async ({ storage }) => {
    const first = await storage.createUser(person('first', { email: null }))
    const second = await storage.createUser(person('second', { email: null }))
    const why = 'providers need not give an address'
    const ids = [
      expectPresent('the first', first, why).id,
      expectPresent('the second', second, why).id,
    ]
    for (const [index, name] of ['first', 'second'].entries()) {
      expectIn(name, await storage.readUser(ids[index] ?? ''), { name }, stolen)
    }
  }),
  basicCase('gives an address to one person only', async ({ storage }) => {
    const ada = await signUp(storage, 'ada')
    const again = await storage.createUser(person('eve', { email: 'ada@example.com' }))
    expectEqual('createUser of an address that is taken', again, null, stolen)
    const found = await storage.readUserByEmail('ada@example.com')
    expectIn('the person of that address', found, { id: ada.id, name: 'ada' }, stolen)
  }),
  basicCase('makes nobody when the account is linked to another', async ({ storage }) => {
    const ada = await signUp(storage, 'ada', { account: hubAccount('1') })
    const eve = await storage.createUser(person('eve'), { account: hubAccount('1') })
    expectEqual('createUser with an account that is taken', eve, null, stolen)
    const why = 'a half-made person would keep the address for ever'
    expectEqual(
      'the person that was not made',
      await storage.readUserByEmail('eve@example.com'),
      null,
      why,
    )
    expectIn(
      'whose account it is',
      await storage.readUserByAccount('hub', '1'),
      { id: ada.id },
      stolen,
    )
  }),
  basicCase('links no account when the address is taken', async ({ storage }) => {
    await signUp(storage, 'ada')
    const refused = await storage.createUser(person('ada'), { account: hubAccount('1') })
    expectEqual('createUser of an address that is taken', refused, null, stolen)
    expectEqual('the account', await storage.readUserByAccount('hub', '1'), null, stolen)
  }),
  basicCase('changes what it is told to change and nothing else', async ({ storage, now }) => {
    const ada = await signUp(storage, 'ada')
    const eve = await signUp(storage, 'eve')
    const changes = { emailVerified: new Date(now), image: 'https://example.com/a.png' }
    const updated = await storage.updateUser(ada.id, { ...changes, name: undefined })
    const expected = { id: ada.id, name: 'ada', email: 'ada@example.com', ...changes }
    expectIn('updateUser', updated, expected, lost)
    expectIn('the person read again', await storage.readUser(ada.id), expected, lost)
    const cleared = await storage.updateUser(ada.id, { emailVerified: null, name: null })
    expectIn('fields set to null', cleared, { emailVerified: null, name: null }, lost)
    expectIn('another person', await storage.readUser(eve.id), { name: 'eve' }, stolen)
  }),
  basicCase('changes nobody who is not there', async ({ storage }) => {
    const answer = await storage.updateUser('unknown', { name: 'Eve' })
    expectEqual('updateUser of an unknown id', answer, null, 'deleted people would come back')
    expectEqual(
      'readUser',
      await storage.readUser('unknown'),
      null,
      'deleted people would come back',
    )
  }),
  basicCase('moves a person to a free address', async ({ storage }) => {
    const ada = await signUp(storage, 'ada')
    const email = 'lovelace@example.com'
    expectIn('updateUser', await storage.updateUser(ada.id, { email }), { email }, lost)
    expectIn('by the new address', await storage.readUserByEmail(email), { id: ada.id }, lost)
    const old = await storage.readUserByEmail('ada@example.com')
    expectEqual('by the old address', old, null, stolen)
    await signUp(storage, 'ada')
  }),
  basicCase('moves nobody to the address of another', async ({ storage }) => {
    const ada = await signUp(storage, 'ada')
    const eve = await signUp(storage, 'eve')
    const answer = await storage.updateUser(eve.id, { email: 'ada@example.com' })
    expectEqual('updateUser to an address that is taken', answer, null, stolen)
    expectIn('the owner', await storage.readUserByEmail('ada@example.com'), { id: ada.id }, stolen)
    expectIn('the other', await storage.readUser(eve.id), { email: 'eve@example.com' }, lost)
    const same = await storage.updateUser(ada.id, { email: 'ada@example.com' })
    expectIn('updateUser to their own address', same, { id: ada.id }, lost)
  }),
  basicCase('links an account once', async ({ storage }) => {
    const ada = await signUp(storage, 'ada')
    const eve = await signUp(storage, 'eve')
    const link = async (userId: string): Promise<boolean> =>
      storage.linkAccount({ ...hubAccount('1'), userId })
    expectEqual('linkAccount', await link(ada.id), true, 'a way to sign in would be missing')
    expectEqual('linkAccount to another', await link(eve.id), false, stolen)
    expectEqual('linkAccount again', await link(ada.id), false, 'callers count links')
    expectIn('whose it is', await storage.readUserByAccount('hub', '1'), { id: ada.id }, stolen)
    const other = await storage.linkAccount({ ...hubAccount('1'), provider: 'lab', userId: eve.id })
    expectEqual('linkAccount of the same id at another provider', other, true, lost)
    expectIn(
      'at another provider',
      await storage.readUserByAccount('lab', '1'),
      { id: eve.id },
      stolen,
    )
  }),
  basicCase('unlinks an account once', async ({ storage }) => {
    const ada = await signUp(storage, 'ada', { account: hubAccount('1') })
    await storage.linkAccount({ ...hubAccount('2'), userId: ada.id })
    expectEqual('unlinkAccount', await storage.unlinkAccount('hub', '1'), true, stolen)
    expectEqual('the account', await storage.readUserByAccount('hub', '1'), null, stolen)
    expectEqual(
      'unlinkAccount again',
      await storage.unlinkAccount('hub', '1'),
      false,
      'callers count',
    )
    expectIn(
      'their other account',
      await storage.readUserByAccount('hub', '2'),
      { id: ada.id },
      lost,
    )
  }),
  basicCase('deletes a person with accounts and sessions', async ({ storage, now }) => {
    const ada = await signUp(storage, 'ada', { account: hubAccount('1') })
    const eve = await signUp(storage, 'eve', { account: hubAccount('2') })
    await storage.createSession(sessionOf(ada.id, 'one', now))
    await storage.createSession(sessionOf(ada.id, 'two', now))
    await storage.createSession(sessionOf(eve.id, 'eve', now))
    expectEqual('deleteUser', await storage.deleteUser(ada.id), true, 'callers ask whether it was')
    const why = 'somebody who is deleted has to be gone'
    expectEqual('readUser', await storage.readUser(ada.id), null, why)
    expectEqual('readUserByEmail', await storage.readUserByEmail('ada@example.com'), null, why)
    expectEqual('readUserByAccount', await storage.readUserByAccount('hub', '1'), null, why)
    for (const id of ['one', 'two']) {
      expectEqual(`session ${id}`, await isReadable(storage, tokenOf(id)), false, why)
    }
    expectEqual('deleteUser again', await storage.deleteUser(ada.id), false, 'callers count')
    expectEqual('the session of another', await isReadable(storage, tokenOf('eve')), true, lost)
    await signUp(storage, 'ada', { account: hubAccount('1') })
  }),

  atomicCase('keeps the id that it is given, for one person', async ({ storage }) => {
    const ada = await storage.createUser(person('ada', { id: 'p-1' }))
    expectIn('createUser with an id', ada, { id: 'p-1' }, 'ids of the application would be lost')
    const again = await storage.createUser(person('eve', { id: 'p-1' }))
    expectEqual('createUser of an id that is taken', again, null, stolen)
    expectIn('readUser', await storage.readUser('p-1'), { name: 'ada' }, stolen)
    const none = await storage.readUserByEmail('eve@example.com')
    expectEqual('the person that was not made', none, null, 'half-made people keep their address')
  }),
  atomicCase('makes a person with account and password at once', async ({ storage }) => {
    const parts = { account: hubAccount('1'), passwordHash: '$hash$1' }
    const ada = await signUp(storage, 'ada', parts)
    expectIn('the account', await storage.readUserByAccount('hub', '1'), { id: ada.id }, lost)
    expectEqual('the hash', await storage.readPasswordHash(ada.id), '$hash$1', lost)
    const eve = await storage.createUser(person('eve'), { ...parts, passwordHash: '$hash$2' })
    expectEqual('createUser with an account that is taken', eve, null, stolen)
    expectEqual('the hash after it', await storage.readPasswordHash(ada.id), '$hash$1', stolen)
  }),
  atomicCase('links no account to nobody', async ({ storage }) => {
    const linked = await isDone(storage.linkAccount({ ...hubAccount('1'), userId: 'unknown' }))
    expectEqual('whether it was linked', linked, false, 'the next person of that id would get it')
    await signUp(storage, 'ada', { account: hubAccount('1') })
  }),
  atomicCase('returns what nobody can change from outside', async ({ storage, now }) => {
    const ada = expectPresent(
      'createUser',
      await storage.createUser(person('ada', { emailVerified: new Date(now) })),
      lost,
    )
    const { id } = ada
    ada.name = 'Eve'
    ada.emailVerified?.setTime(0)
    const expected: Partial<StoredUser> = { name: 'ada', emailVerified: new Date(now) }
    expectIn('readUser', await storage.readUser(id), expected, 'code elsewhere would change people')
  }),
]
