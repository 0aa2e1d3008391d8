import { describe, expect, it } from 'vitest'
import { createFakeBrowser } from '../../test/support/fake-browser.ts'
import { readSessionBody } from '../core/protocol.ts'
import type { VersionedSession } from './session-store.ts'
import { createTabChannel } from './tab-channel.ts'

function setUp(basePath = '/api/auth') {
  const browser = createFakeBrowser()
  const received: VersionedSession[] = []
  const channel = createTabChannel(
    browser.openTab().environment,
    basePath,
    (state: VersionedSession) => received.push(state),
    readSessionBody,
  )
  channel.open()
  return { browser, received, channel }
}

const state = { data: { expires: '2027-01-01T00:00:00Z' }, version: 5, refreshedAt: 6 }

describe('the tab channel', () => {
  it('carries a state to the tabs with the same base path', () => {
    const { browser, received } = setUp()
    const sender = (basePath: string) =>
      createTabChannel(browser.openTab().environment, basePath, () => undefined, readSessionBody)
    sender('/other').post(state)
    sender('/api/auth').post(state)
    browser.deliver()
    expect(received).toEqual([state])
  })

  it('carries a state that cannot be cloned, as a framework may wrap it', () => {
    const { browser, received } = setUp()
    const wrapped = { ...state, data: new Proxy(state.data, {}) }
    createTabChannel(
      browser.openTab().environment,
      '/api/auth',
      () => undefined,
      readSessionBody,
    ).post(wrapped)
    browser.deliver()
    expect(received).toEqual([state])
  })

  it.each([
    ['no text', { ...state }],
    ['no JSON', '{'],
    ['nothing', undefined],
    ['a word', '"session"'],
    ['a list', '[]'],
    ['null', 'null'],
    ['no data', JSON.stringify({ ...state, data: undefined })],
    ['a list as session', JSON.stringify({ ...state, data: [] })],
    ['a word as session', JSON.stringify({ ...state, data: 'ada' })],
    ['no version', JSON.stringify({ ...state, version: undefined })],
    [
      'a version after which none can come',
      JSON.stringify({ ...state, version: Number.MAX_SAFE_INTEGER }),
    ],
    ['a version that is no integer', JSON.stringify({ ...state, version: 5.5 })],
    ['a negative version', JSON.stringify({ ...state, version: -1 })],
    ['a version in words', JSON.stringify({ ...state, version: '5' })],
    ['no time', JSON.stringify({ ...state, refreshedAt: null })],
  ])('drops a message that is %s', (_, message) => {
    const { browser, received } = setUp()
    browser.inject('sojourn:/api/auth', message)
    browser.deliver()
    expect(received).toEqual([])
  })

  it('takes nothing from a message but what it knows', () => {
    const { browser, received } = setUp()
    browser.inject('sojourn:/api/auth', '{"data":null,"version":5,"refreshedAt":6,"status":"?"}')
    browser.deliver()
    expect(received).toEqual([{ data: null, version: 5, refreshedAt: 6 }])
  })

  it('is silent where there is no channel', () => {
    const lonely = createTabChannel(undefined, '/api/auth', () => undefined, readSessionBody)
    lonely.open()
    lonely.post(state)
    lonely.close()
    const { environment } = createFakeBrowser().openTab()
    const forbidden = { ...environment, openChannel: () => undefined }
    const channel = createTabChannel(forbidden, '/api/auth', () => undefined, readSessionBody)
    channel.open()
    channel.post(state)
    channel.close()
  })
})
