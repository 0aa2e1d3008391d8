/**
 * The contract about sessions: kept, read, renewed, ended, listed.
 *
 * @module
 */
import { atomicCase, basicCase, type ContractCase } from './case.ts'
import { expectEqual, expectIn, expectPresent, isDone } from './check.ts'
import { hour, isReadable, sessionOf, signUp, tokenOf } from './samples.ts'

const undead = 'a session that was ended would let somebody in'
const shut = 'somebody would be signed out without a reason'
const stolen = 'somebody would get the session of another person'

export const sessionCases: readonly ContractCase[] = [
  basicCase('keeps a session and gives it with its person', async ({ storage, now }) => {
    const ada = await signUp(storage, 'ada')
    const eve = await signUp(storage, 'eve')
    await storage.createSession(sessionOf(eve.id, 'eve', now))
    const created = await storage.createSession(sessionOf(ada.id, 'one', now))
    expectEqual('createSession', created, true, shut)
    const found = expectPresent('readSession', await storage.readSession([tokenOf('one')]), shut)
    expectIn('the session', found.session, { userId: ada.id, expiresAt: now + hour }, shut)
    expectIn(
      'its person',
      found.user,
      { id: ada.id, name: 'ada', email: 'ada@example.com' },
      stolen,
    )
  }),
  basicCase('finds a session by any form of its token', async ({ storage, now }) => {
    const ada = await signUp(storage, 'ada')
    await storage.createSession(sessionOf(ada.id, 'one', now, { token: 'clear' }))
    await storage.createSession(sessionOf(ada.id, 'two', now))
    const why = 'rows of NextAuth hold the token in clear'
    expectEqual('the second form', await isReadable(storage, 'sha256:none', 'clear'), true, why)
    expectEqual('the first form', await isReadable(storage, tokenOf('two'), 'none'), true, why)
    expectEqual('no form', await isReadable(storage), false, stolen)
    expectEqual('unknown forms', await isReadable(storage, 'a', 'b'), false, stolen)
    const digest = await isReadable(storage, 'sha256:clear')
    expectEqual('a digest of nothing', digest, false, 'storages never derive one form from another')
  }),
  basicCase('gives a session also when it has expired', async ({ storage, now }) => {
    const ada = await signUp(storage, 'ada')
    await storage.createSession(sessionOf(ada.id, 'one', now, { expiresAt: now - hour }))
    const found = await storage.readSession([tokenOf('one')])
    const why = 'the engine tells the difference between ended and unknown'
    expectIn('the session', found?.session ?? null, { expiresAt: now - hour }, why)
  }),
  basicCase('keeps how long a session may be idle, and where, or refuses it', async (bench) => {
    const { storage, now } = bench
    const ada = await signUp(storage, 'ada')
    for (const [id, fields] of [
      ['short', { idleTime: 60_000 }],
      ['here', { persistent: false }],
    ] as const) {
      const created = await isDone(storage.createSession(sessionOf(ada.id, id, now, fields)))
      const found = await storage.readSession([tokenOf(id)])
      const why = 'it would become a session of the usual kind when it is renewed'
      if (created) expectIn(`the session ${id}`, found?.session ?? null, fields, why)
      else expectEqual(`the session ${id} that was refused`, found, null, undead)
    }
  }),
  basicCase('creates no session for nobody', async ({ storage, now }) => {
    const created = await storage.createSession(sessionOf('4711', 'one', now))
    expectEqual('createSession', created, false, 'deleted people would be signed in')
    expectEqual('readSession', await isReadable(storage, tokenOf('one')), false, undead)
  }),
  basicCase('ends the session that a new one replaces', async ({ storage, now }) => {
    const ada = await signUp(storage, 'ada')
    const eve = await signUp(storage, 'eve')
    await storage.createSession(sessionOf(ada.id, 'old', now))
    await storage.createSession(sessionOf(ada.id, 'elsewhere', now))
    const replaces = { tokens: ['sha256:none', tokenOf('old')] }
    const created = await storage.createSession(sessionOf(eve.id, 'new', now), { replaces })
    expectEqual('createSession', created, true, shut)
    expectEqual('the replaced session', await isReadable(storage, tokenOf('old')), false, undead)
    expectEqual('the new session', await isReadable(storage, tokenOf('new')), true, shut)
    expectEqual('a third one', await isReadable(storage, tokenOf('elsewhere')), true, shut)
    const gone = await storage.createSession(sessionOf(eve.id, 'newer', now), { replaces })
    expectEqual('createSession that replaces what is gone', gone, true, shut)
  }),
  basicCase('replaces nothing when no session is created', async ({ storage, now }) => {
    const ada = await signUp(storage, 'ada')
    await storage.createSession(sessionOf(ada.id, 'old', now))
    const replaces = { tokens: [tokenOf('old')] }
    const created = await storage.createSession(sessionOf('4711', 'new', now), { replaces })
    expectEqual('createSession for nobody', created, false, undead)
    expectEqual('the old session', await isReadable(storage, tokenOf('old')), true, shut)
  }),
  basicCase('renews a session that is there', async ({ storage, now }) => {
    const ada = await signUp(storage, 'ada')
    await storage.createSession(sessionOf(ada.id, 'one', now))
    await storage.createSession(sessionOf(ada.id, 'two', now))
    const key = { tokens: ['sha256:none', tokenOf('one')] }
    const renewal = { expiresAt: now + 2 * hour, renewedAt: now + hour, signedInAt: now }
    expectEqual('renewSession', await storage.renewSession(key, renewal), true, shut)
    const one = await storage.readSession([tokenOf('one')])
    expectIn('the session', one?.session ?? null, { expiresAt: now + 2 * hour }, shut)
    const two = await storage.readSession([tokenOf('two')])
    expectIn('another one', two?.session ?? null, { expiresAt: now + hour }, undead)
  }),
  basicCase('never makes a session end earlier by renewing it', async ({ storage, now }) => {
    const ada = await signUp(storage, 'ada')
    await storage.createSession(sessionOf(ada.id, 'one', now, { expiresAt: now + 2 * hour }))
    const key = { tokens: [tokenOf('one')] }
    const renewal = { expiresAt: now + hour, renewedAt: now, signedInAt: now }
    expectEqual('renewSession', await storage.renewSession(key, renewal), true, shut)
    const found = await storage.readSession([tokenOf('one')])
    const why = 'requests overtake each other, and the later answer must not be undone'
    expectIn('the session', found?.session ?? null, { expiresAt: now + 2 * hour }, why)
  }),
  basicCase('renews nothing that is not there', async ({ storage, now }) => {
    const ada = await signUp(storage, 'ada')
    await storage.createSession(sessionOf(ada.id, 'one', now))
    const key = { tokens: [tokenOf('one')] }
    await storage.endSession(key)
    const renewal = { expiresAt: now + hour, renewedAt: now, signedInAt: now }
    expectEqual(
      'renewSession of an ended one',
      await storage.renewSession(key, renewal),
      false,
      undead,
    )
    expectEqual('the ended session', await isReadable(storage, tokenOf('one')), false, undead)
    const unknown = await storage.renewSession({ tokens: ['none'] }, renewal)
    expectEqual('renewSession of an unknown one', unknown, false, undead)
    expectEqual('the unknown session', await isReadable(storage, 'none'), false, undead)
  }),
  basicCase('ends a session once and says so', async ({ storage, now }) => {
    const ada = await signUp(storage, 'ada')
    await storage.createSession(sessionOf(ada.id, 'one', now))
    await storage.createSession(sessionOf(ada.id, 'two', now, { token: 'clear' }))
    const why = 'signing out twice is not an error, and nobody is told twice'
    const key = { tokens: [tokenOf('one'), 'none'] }
    expectEqual('endSession', await storage.endSession(key), true, why)
    expectEqual('the session', await isReadable(storage, tokenOf('one')), false, undead)
    expectEqual('endSession again', await storage.endSession(key), false, why)
    expectEqual('another session', await isReadable(storage, 'clear'), true, shut)
    const clear = await storage.endSession({ tokens: ['sha256:none', 'clear'] })
    expectEqual('endSession by the second form', clear, true, undead)
  }),

  basicCase(
    'shows to one server at once what another has done',
    async ({ storage, other, now }) => {
      const ada = await signUp(storage, 'ada')
      await storage.createSession(sessionOf(ada.id, 'one', now))
      const key = { tokens: [tokenOf('one')] }
      expectEqual('a session that was created', await isReadable(other, tokenOf('one')), true, shut)
      await other.updateUser(ada.id, { name: 'Ada Lovelace' })
      const why = 'people see old data after a change'
      const changed = await storage.readSession(key.tokens)
      expectIn('its person', changed?.user ?? null, { name: 'Ada Lovelace' }, why)
      const renewal = { expiresAt: now + 2 * hour, renewedAt: now, signedInAt: now }
      await storage.renewSession(key, renewal)
      const renewed = await other.readSession(key.tokens)
      expectIn('its end', renewed?.session ?? null, { expiresAt: now + 2 * hour }, why)
      await other.endSession(key)
      const ended = await isReadable(storage, tokenOf('one'))
      expectEqual('a session that was ended', ended, false, undead)
    },
  ),

  atomicCase('keeps every field of a session', async ({ storage, now }) => {
    const ada = await signUp(storage, 'ada')
    const full = sessionOf(ada.id, 'full', now, {
      expiresAt: now + hour + 123,
      signedInAt: now - 1,
      renewedAt: now + 7,
      idleTime: 1_800_001,
      persistent: false,
      userAgent: 'Mozilla/5.0 (X11; Linux x86_64) “Test” 🦊',
      address: '2001:db8::1',
    })
    const bare = sessionOf(ada.id, 'bare', now, { signedInAt: null, renewedAt: null })
    const why = 'lists of devices and limits are made of these'
    for (const session of [full, bare]) {
      await storage.createSession(session)
      const { token, ...record } = session
      const found = await storage.readSession([token])
      expectEqual(`readSession of ${session.id}`, found && { ...found.session }, record, why)
      const byId = await storage.findSession(session.id, ada.id)
      expectEqual(`findSession of ${session.id}`, byId && { ...byId }, record, why)
    }
    const shown = JSON.stringify(await storage.listSessions(ada.id, now))
    expectEqual('whether a list shows a token', shown.includes('sha256:'), false, stolen)
  }),
  atomicCase('keeps one session under one token and one id', async ({ storage, now }) => {
    const ada = await signUp(storage, 'ada')
    const eve = await signUp(storage, 'eve')
    await storage.createSession(sessionOf(ada.id, 'one', now))
    const token = tokenOf('one')
    const sameToken = await isDone(storage.createSession(sessionOf(eve.id, 'two', now, { token })))
    expectEqual('whether the token was given again', sameToken, false, stolen)
    const sameId = await isDone(
      storage.createSession(sessionOf(eve.id, 'one', now, { token: 'other' })),
    )
    expectEqual('whether the id was given again', sameId, false, stolen)
    expectIn(
      'whose it is',
      (await storage.readSession([token]))?.user ?? null,
      { id: ada.id },
      stolen,
    )
    expectEqual('sessions of the other', await storage.listSessions(eve.id, now), [], stolen)
  }),
  atomicCase(
    'finds, renews and ends a session by its id and its person',
    async ({ storage, now }) => {
      const ada = await signUp(storage, 'ada')
      const eve = await signUp(storage, 'eve')
      await storage.createSession(sessionOf(ada.id, 'one', now, { expiresAt: now - hour }))
      const mine = { id: 'one', userId: ada.id }
      const others = { id: 'one', userId: eve.id }
      const renewal = { expiresAt: now + hour, renewedAt: now, signedInAt: now }
      expectIn('findSession, expired', await storage.findSession('one', ada.id), mine, shut)
      expectEqual('findSession of another', await storage.findSession('one', eve.id), null, stolen)
      expectEqual('an unknown one', await storage.findSession('none', ada.id), null, stolen)
      expectEqual(
        'renewSession of another',
        await storage.renewSession(others, renewal),
        false,
        stolen,
      )
      expectEqual('endSession of another', await storage.endSession(others), false, stolen)
      expectEqual('renewSession', await storage.renewSession(mine, renewal), true, shut)
      expectIn(
        'the session',
        await storage.findSession('one', ada.id),
        { expiresAt: now + hour },
        shut,
      )
      expectEqual('endSession', await storage.endSession(mine), true, undead)
      expectEqual('findSession, ended', await storage.findSession('one', ada.id), null, undead)
    },
  ),
  atomicCase('replaces a session that is named by its id', async ({ storage, now }) => {
    const ada = await signUp(storage, 'ada')
    const eve = await signUp(storage, 'eve')
    await storage.createSession(sessionOf(ada.id, 'old', now))
    const others = { id: 'old', userId: eve.id }
    await storage.createSession(sessionOf(ada.id, 'a', now), { replaces: others })
    expectEqual('the session, of another', await isReadable(storage, tokenOf('old')), true, shut)
    const mine = { id: 'old', userId: ada.id }
    await storage.createSession(sessionOf(ada.id, 'b', now), { replaces: mine })
    expectEqual('the replaced session', await isReadable(storage, tokenOf('old')), false, undead)
  }),
  atomicCase('stores with a renewal what was not known', async ({ storage, now }) => {
    const ada = await signUp(storage, 'ada')
    await storage.createSession(sessionOf(ada.id, 'known', now))
    const unknown = { signedInAt: null, renewedAt: null }
    await storage.createSession(sessionOf(ada.id, 'unknown', now, unknown))
    const renewal = { expiresAt: now + 2 * hour, renewedAt: now + 5, signedInAt: now + 3 }
    for (const [id, signedInAt] of [
      ['known', now],
      ['unknown', now + 3],
    ] as const) {
      await storage.renewSession({ tokens: [tokenOf(id)] }, renewal)
      const found = await storage.findSession(id, ada.id)
      const expected = { expiresAt: now + 2 * hour, renewedAt: now + 5, signedInAt }
      expectIn(`session ${id}`, found, expected, 'the absolute limit counts from the sign-in')
    }
    const late = { ...renewal, renewedAt: now + 1 }
    await storage.renewSession({ tokens: [tokenOf('known')] }, late)
    const found = await storage.findSession('known', ada.id)
    const why = 'a session that was overtaken would end early by its idle time'
    expectIn('after a renewal that was overtaken', found, { renewedAt: now + 5 }, why)
  }),
  atomicCase('changes the form of a token with a renewal', async ({ storage, now }) => {
    const ada = await signUp(storage, 'ada')
    await storage.createSession(sessionOf(ada.id, 'one', now, { token: 'clear' }))
    const renewal = { expiresAt: now + hour, renewedAt: now, signedInAt: now, token: 'sha256:new' }
    const key = { tokens: ['sha256:new', 'clear'] }
    expectEqual('renewSession', await storage.renewSession(key, renewal), true, shut)
    const why = 'tokens in clear have to leave the database'
    expectEqual('by the old form', await isReadable(storage, 'clear'), false, why)
    expectEqual('by the new form', await isReadable(storage, 'sha256:new'), true, shut)
    expectEqual('renewSession again', await storage.renewSession(key, renewal), true, shut)
    expectIn('the session', await storage.findSession('one', ada.id), { id: 'one' }, shut)
  }),
  atomicCase('lists the sessions that have not expired, newest first', async ({ storage, now }) => {
    const ada = await signUp(storage, 'ada')
    const eve = await signUp(storage, 'eve')
    for (const [id, signedInAt, expiresAt] of [
      ['middle', now - 20, now + hour],
      ['unknown', null, now + hour],
      ['newest', now - 10, now + 1],
      ['expired', now, now],
      ['oldest', now - 30, now + hour],
    ] as const) {
      await storage.createSession(sessionOf(ada.id, id, now, { signedInAt, expiresAt }))
    }
    await storage.createSession(sessionOf(eve.id, 'eve', now))
    const ids = (await storage.listSessions(ada.id, now)).map(({ id }) => id)
    const why = 'people end the sessions they do not know by this list'
    expectEqual('the list', ids, ['newest', 'middle', 'oldest', 'unknown'], why)
    expectEqual('the list of nobody', await storage.listSessions('unknown', now), [], stolen)
  }),
  atomicCase('ends all sessions of a person, or all but one', async ({ storage, now }) => {
    const ada = await signUp(storage, 'ada')
    const eve = await signUp(storage, 'eve')
    for (const id of ['a', 'b', 'c']) await storage.createSession(sessionOf(ada.id, id, now))
    await storage.createSession(sessionOf(eve.id, 'eve', now))
    const but = await storage.endSessions(ada.id, { now, except: 'b' })
    expectEqual('how many ended', but, 2, 'people are told how many')
    const left = (await storage.listSessions(ada.id, now)).map(({ id }) => id)
    expectEqual('what is left', left, ['b'], undead)
    const others = await storage.endSessions(eve.id, { now, except: 'b' })
    expectEqual('how many of another ended', others, 1, undead)
    expectEqual('the rest', await storage.endSessions(ada.id, { now }), 1, undead)
    expectEqual('again', await storage.endSessions(ada.id, { now }), 0, undead)
    expectEqual('of nobody', await storage.endSessions('unknown', { now }), 0, undead)
    expectEqual('the session b', await isReadable(storage, tokenOf('b')), false, undead)
    await storage.createSession(sessionOf(ada.id, 'd', now))
    expectEqual('a sign-in after it', await isReadable(storage, tokenOf('d')), true, shut)
  }),
  atomicCase('counts no session that has expired to the limit', async ({ storage, now }) => {
    const ada = await signUp(storage, 'ada')
    const old = sessionOf(ada.id, 'in-use', now, { signedInAt: now - 30 })
    const over = sessionOf(ada.id, 'over', now, { signedInAt: now - 10, expiresAt: now })
    await storage.createSession(old)
    await storage.createSession(over)
    await storage.createSession(sessionOf(ada.id, 'new', now), { limit: 2 })
    const why = 'what is over would push out what is in use'
    expectEqual('the one in use', await isReadable(storage, tokenOf('in-use')), true, why)
  }),
  atomicCase(
    'creates no session of a sign-in that began before the password changed',
    async ({ storage, now }) => {
      const ada = await signUp(storage, 'ada', { passwordHash: '1' })
      const begin = (id: string, begunAt: number, renewedAt = now + 10): Promise<boolean> =>
        storage.createSession(sessionOf(ada.id, id, now, { renewedAt }), { begunAt })
      expectEqual('before anything changed', await begin('a', now - 10), true, shut)
      const change = { hash: '2', expected: '1', ends: { now } }
      await storage.setPasswordHash(ada.id, change)
      const why =
        'an old password that was just verified would let somebody in after it was changed'
      expectEqual('a sign-in from before', await begin('b', now - 1), false, why)
      expectEqual('whether it is there', await isReadable(storage, tokenOf('b')), false, why)
      const meanwhile = await begin('c', now - 1, now)
      expectEqual('a sign-in from before that ends in that moment', meanwhile, false, why)
      expectEqual('a sign-in at that moment', await begin('d', now), true, shut)
      expectEqual('a sign-in after it', await begin('e', now + 1), true, shut)
      const ahead = await begin('f', now - 2, now - 1)
      expectEqual('a change by a server whose clock is ahead', ahead, true, shut)
      await storage.setPasswordHash(ada.id, { hash: '3', expected: '2', ends: null })
      expectEqual('after the hash was made anew', await begin('g', now), true, shut)
      expectEqual('a sign-in from before, after it', await begin('h', now - 1), false, why)
    },
  ),
  atomicCase('creates a session of a sign-in while all are ended', async ({ storage, now }) => {
    const ada = await signUp(storage, 'ada', { passwordHash: '1' })
    await storage.endSessions(ada.id, { now })
    const session = sessionOf(ada.id, 'one', now, { renewedAt: now + 10 })
    const created = await storage.createSession(session, { begunAt: now - 10 })
    const why = 'who ends all sessions and signs in again would be refused for no reason'
    expectEqual('createSession', created, true, why)
  }),
  atomicCase('keeps the newest sessions up to the limit', async ({ storage, now }) => {
    const ada = await signUp(storage, 'ada')
    const eve = await signUp(storage, 'eve')
    await storage.createSession(sessionOf(eve.id, 'eve', now))
    await storage.createSession(sessionOf(ada.id, 'unknown', now, { signedInAt: null }))
    await storage.createSession(sessionOf(ada.id, 'old', now, { signedInAt: now - 30 }))
    await storage.createSession(sessionOf(ada.id, 'new', now, { signedInAt: now - 10 }))
    const ids = async (): Promise<unknown[]> =>
      (await storage.listSessions(ada.id, now)).map(({ id }) => id)
    const why = 'the limit is what was promised, and the oldest go first'
    await storage.createSession(sessionOf(ada.id, 'x', now), { limit: 3 })
    expectEqual('of four, at most three', await ids(), ['x', 'new', 'old'], why)
    const older = sessionOf(ada.id, 'y', now, { signedInAt: now - 50 })
    await storage.createSession(older, { limit: 2 })
    expectEqual('of four, the newest and this one', await ids(), ['x', 'y'], why)
    await storage.createSession(sessionOf(ada.id, 'z', now), {
      limit: 2,
      replaces: { tokens: [tokenOf('y')] },
    })
    expectEqual('what is replaced does not count', new Set(await ids()), new Set(['x', 'z']), shut)
    await storage.createSession(sessionOf(ada.id, 'only', now), { limit: 1 })
    expectEqual('only one', await ids(), ['only'], why)
    expectEqual('a session of another', await isReadable(storage, tokenOf('eve')), true, shut)
  }),
]
