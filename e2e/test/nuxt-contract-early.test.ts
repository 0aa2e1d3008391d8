/**
 * What NuxtAuth's users wrote before 0.9: `provider.type: 'refresh'`, with `globalAppMiddleware: true` and a
 * refresh handler of their own.
 */
import { describe, expect, it } from 'vitest'
import { asCookies, render, setCookie, visitContract } from '../src/nuxt-contract.ts'

describe('the shape from before 0.9, on Nuxt 3', () => {
  const site = visitContract(3, 'early')

  it('refreshes as it is told, with an access token of five minutes', async () => {
    site.backend.rules.paths.refresh = '/renew'
    const { refreshToken } = site.backend.issue('ada')
    const page = await render(await site.serve(), '/unsaid', { renewal: refreshToken })
    expect(page.text('user-name')).toBe('ada')
    expect(site.backend.requests[0]).toMatchObject({
      method: 'PUT',
      path: '/api/renew',
      body: { refreshToken },
    })
    expect(setCookie(page, 'auth.token')).toEqual([expect.stringContaining('Max-Age=300')])
    expect(setCookie(page, 'renewal')).toHaveLength(1)
  })

  it('guards every page with globalAppMiddleware: true as with its long form, and leads back', async () => {
    const server = await site.serve()
    const page = await render(server, '/unsaid?a=1')
    expect([page.status, page.location]).toEqual([302, '/login?redirect=/unsaid?a=1'])
    expect((await render(server, '/nope')).status).toBe(404)
    expect((await render(server, '/open')).status).toBe(200)
    const { token } = site.backend.issue('ada')
    expect((await render(server, '/unsaid', asCookies({ token }))).status).toBe(200)
    const visit = await site.open(server, '/login?redirect=/unsaid')
    await visit.evaluate(() => contract.auth.signIn({ username: 'ada', password: 'hunter2' }))
    await visit.waitForURL('**/unsaid')
  })

  it('leaves it to the handler of the application when to refresh', async () => {
    const server = await site.serve({ sessionRefresh: { enablePeriodically: 100 } })
    await site.signedIn(server)
    const page = await site.open(server, '/open')
    site.backend.requests.length = 0
    await page.evaluate(() => document.dispatchEvent(new Event('visibilitychange')))
    await page.waitForTimeout(400)
    expect(site.backend.requests).toEqual([])
    const calls = await page.evaluate(
      () => (globalThis as unknown as { refreshHandlerCalls: string[] }).refreshHandlerCalls,
    )
    expect(calls).toEqual(['init'])
  })
})
