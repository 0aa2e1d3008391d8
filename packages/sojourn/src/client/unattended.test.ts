/**
 * Questions that no person has caused renew nothing: who is away is not kept signed in by an open page.
 */
import { describe, expect, it } from 'vitest'
import { json, sessionOf } from '../../test/support/fake-server.ts'
import { idle, setUpPages } from '../../test/support/open-pages.ts'

/** What was asked of the session: whether by a person. */
function kindsOf(seen: readonly { readonly route: string; readonly url: string }[]): string[] {
  return seen
    .filter(({ route }) => route === 'GET session')
    .map(({ url }) => (url.endsWith('?unattended') ? 'nobody' : 'a person'))
}

describe('the session is asked for', () => {
  it('on behalf of nobody after a failure, and of a person by focus, interval and call', async () => {
    const { browser, server, openPage } = setUpPages()
    const page = await openPage({ refetchInterval: 3600 })
    server.seen.length = 0
    server.on('GET session', () => json({}, 503))
    await page.client.getSession()
    browser.advance(7000)
    await idle()
    expect(kindsOf(server.seen)).toEqual(['a person', 'nobody'])

    server.on('GET session', undefined)
    page.hide()
    page.show()
    await idle()
    browser.advance(3_601_000)
    await idle()
    expect(kindsOf(server.seen)).toEqual(['a person', 'nobody', 'a person', 'a person'])
  })

  it('for a person once more, if the question under way is nobody’s', async () => {
    const { browser, server, openPage } = setUpPages()
    const page = await openPage()
    server.seen.length = 0
    server.on('GET session', () => json({}, 503))
    await page.client.getSession()
    server.on('GET session', undefined)
    server.session = sessionOf('grace', browser.now() + 3_600_000)
    const release = server.hold('GET session')
    browser.advance(7000)
    await idle()
    const answers = [page.client.getSession(), page.client.getSession()]
    await idle()
    expect(kindsOf(server.seen)).toEqual(['a person', 'nobody'])
    release()
    expect((await Promise.all(answers)).map((session) => session?.user?.name)).toEqual([
      'grace',
      'grace',
    ])
    expect(kindsOf(server.seen)).toEqual(['a person', 'nobody', 'a person'])
  })
})
