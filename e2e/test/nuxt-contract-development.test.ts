/**
 * The same application under `nuxi dev`, where code is not bundled and Vue tells in detail what does not
 * match.
 */
import { describe, expect, it } from 'vitest'
import { asCookies, nuxtVersions, render, rotating, visitContract } from '../src/nuxt-contract.ts'
import { textOf } from '../src/visitor.ts'

describe.each(nuxtVersions)('in development on Nuxt %i', (version) => {
  const site = visitContract(version, 'local', 'development')

  it('does as the built one does, without a word from Vue', async () => {
    const server = await site.serve(rotating)
    // Dependencies that Vite finds with the first page reload it.
    await site.open(server, '/open')
    await site.context.clearCookies()

    const stranger = await render(server, '/protected?a=1')
    expect([stranger.status, stranger.location]).toEqual([302, '/login?redirect=/protected?a=1'])
    expect((await render(server, '/nope')).status).toBe(404)
    const ended = site.backend.issue('ada', 0)
    const pages = await Promise.all(
      Array.from({ length: 10 }, async () => render(server, '/open', asCookies(ended))),
    )
    expect(pages.map((page) => page.text('user-name'))).toEqual(
      Array.from({ length: 10 }, () => 'ada'),
    )
    expect(site.backend.countOf('refresh')).toBe(1)
    for (const { html } of pages) expect(html).not.toContain(ended.refreshToken)

    const page = await site.open(server, '/login?redirect=/protected')
    await page.evaluate(() => contract.auth.signIn({ username: 'ada', password: 'hunter2' }))
    await page.waitForURL('**/protected')
    expect(await textOf(page, 'user-name', 'ada')).toBe('ada')
    await page.evaluate(() => contract.auth.refresh())

    for (const path of ['/protected', '/swr', '/spa', '/browser-only']) {
      const visit = await site.open(server, path)
      expect(await textOf(visit, 'user-name', 'ada')).toBe('ada')
      expect(visit.observed.complaints).toEqual([])
      expect(visit.asked.length).toBe(path === '/protected' ? 0 : 1)
      await visit.close()
    }

    await page.evaluate(() => contract.auth.signOut({ callbackUrl: '/open' }))
    await page.waitForURL('**/open')
    expect(await textOf(page, 'status', 'unauthenticated')).toBe('unauthenticated')
    expect(site.backend.reuses()).toBe(0)
    expect(server.log()).not.toMatch(/hydration|mismatch|\bwarn/i)
  })
})
