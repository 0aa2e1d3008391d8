/**
 * Theme and texts: what an application may say, what is refused at the start, and what becomes of it.
 */
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Theme } from '../../src/core/theme.ts'
import { contrast, readableContrast, toHex } from '../../src/server/pages/color.ts'
import { type Color, parseColor } from '../../src/server/pages/parse-color.ts'
import { createMarks, type MarkedProvider } from '../../src/server/pages/provider-mark.ts'
import { themeStyle } from '../../src/server/pages/theme-style.ts'
import { documentOf, lookOf, only, signInPage } from './rendered.ts'

describe('a colour', () => {
  it.each([
    ['#14586b', '#14586b'],
    ['#FFF', '#ffffff'],
    ['#abcf', '#aabbcc'],
    ['#14586bff', '#14586b'],
    [' Teal ', '#008080'],
    ['rebeccapurple', '#663399'],
    ['red', '#ff0000'],
    ['rgb(20, 88, 107)', '#14586b'],
    ['rgb(20 88 107 / 100%)', '#14586b'],
    ['rgba(20, 88, 107, 1)', '#14586b'],
    ['rgb(100% 0% 50%)', '#ff0080'],
    ['rgb(999 -5 0)', '#ff0000'],
    ['hsl(120 100% 25%)', '#008000'],
    ['hsl(-240deg, 100%, 50%)', '#00ff00'],
    ['oklch(0.628 0.2577 29.23)', '#ff0000'],
    ['oklch(100% 0 0)', '#ffffff'],
  ])('is read from %j', (text, hex) => {
    expect(toHex(parseColor(text) ?? expect.fail())).toBe(hex)
  })

  it.each([
    'blu',
    'alice',
    'f0f8ff',
    '#12',
    '#12345',
    '#1234567',
    '#14586b80',
    '#abc8',
    'rgb(1 2)',
    'rgb(1 2 3 4 5)',
    'rgb(20 88 107 / 50%)',
    'rgba(0,0,0,0)',
    'rgb(1e9 2 3)',
    'rgb(NaN 1 1)',
    'hsl(red 1% 1%)',
    'transparent',
    'currentcolor',
    'inherit',
    'var(--x)',
    'color-mix(in srgb, red, blue)',
    'red;}body{background:url(//evil.example)}',
    'red}</style><script>alert(1)</script>',
    'url(https://evil.example)',
    'expression(alert(1))',
    'constructor',
    '#fff/**/',
  ])('is not: %j, and the application does not start', (text) => {
    expect(() => lookOf({ brandColor: text })).toThrow(/^theme\.brandColor is no opaque colour/)
    expect(() => lookOf({ buttonText: text })).toThrow(/^theme\.buttonText/)
  })

  it('is not: what is no text', () => {
    expect(() => lookOf({ brandColor: 255 as unknown as string })).toThrow(TypeError)
  })

  it('is compared as WCAG says', () => {
    expect(contrast([0, 0, 0], [255, 255, 255])).toBeCloseTo(21)
    expect(contrast([119, 119, 119], [255, 255, 255])).toBeCloseTo(4.48, 2)
    expect(contrast([255, 0, 0], [255, 255, 255])).toBeCloseTo(4, 2)
  })

  it('never brings anything but colours into the style', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        const color = parseColor(text)
        if (color !== undefined) expect(toHex(color)).toMatch(/^#[0-9a-f]{6}$/)
      }),
      { numRuns: 2000 },
    )
  })
})

/** The variables of each scheme that a theme has. */
function variablesOf(theme: Theme): Record<string, Color>[] {
  const style = themeStyle(lookOf(theme).colors)
  const blocks = [...style.matchAll(/:root\{([^}]*)\}/g)].map(([, inside = '']) => inside)
  return blocks.map((block) =>
    Object.fromEntries(
      [...block.matchAll(/--([\w-]+):(#[0-9a-f]{6})(?=;|$)/g)].map(([, name = '', hex = '']) => [
        name,
        parseColor(hex) ?? expect.fail(),
      ]),
    ),
  )
}

const colors = fc.tuple(fc.nat(255), fc.nat(255), fc.nat(255)).map(toHex)

describe('a theme', () => {
  it('can be read whatever its colours are: buttons, their hover, links', () => {
    fc.assert(
      fc.property(colors, fc.option(colors, { nil: undefined }), (brandColor, buttonText) => {
        const schemes = variablesOf({ brandColor, buttonText })
        expect(schemes.length).toBe(2)
        for (const { action, 'on-action': text, 'action-hover': hover, link, ...rest } of schemes) {
          if (!action || !text || !hover || !link || !rest['card'] || !rest['ground']) {
            throw new Error('A colour is missing.')
          }
          expect(contrast(action, text)).toBeGreaterThanOrEqual(readableContrast)
          expect(contrast(hover, text)).toBeGreaterThanOrEqual(readableContrast)
          expect(contrast(link, rest['card'])).toBeGreaterThanOrEqual(readableContrast)
          expect(contrast(link, rest['ground'])).toBeGreaterThanOrEqual(readableContrast)
          // Being read goes before being seen to differ, where only one can be had.
          if (contrast(action, text) > 4.8) expect(toHex(hover)).not.toBe(toHex(action))
        }
      }),
      {
        numRuns: 500,
        // Found at random: on black, a text that is as easily read on white.
        examples: [['#000000', '#e60155']],
      },
    )
  })

  it('has the colours that the application has chosen, if they can be read', () => {
    const [light] = variablesOf({ brandColor: '#14586b', buttonText: '#fefefe' })
    expect([light?.['action'], light?.['on-action']].map((each) => each && toHex(each))).toEqual([
      '#14586b',
      '#fefefe',
    ])
  })

  it('has a slightly other ground where its text is nearly readable, else another text', () => {
    const of = (theme: Theme): (string | undefined)[] => {
      const [light] = variablesOf(theme)
      return [light?.['action'], light?.['on-action']].map((each) => each && toHex(each))
    }
    expect(of({ brandColor: '#d9480f', buttonText: '#fff' })).toEqual(['#ce440e', '#ffffff'])
    expect(of({ brandColor: '#ffe600', buttonText: '#fff' })).toEqual(['#ffe600', '#000000'])
  })

  it.each([
    ['auto', /^:root\{color-scheme:light dark;[^}]*\}@media\(prefers-color-scheme:dark\)/],
    ['light', /^:root\{color-scheme:light;[^}]*\}$/],
    ['dark', /^:root\{color-scheme:dark;[^}]*\}$/],
  ] as const)('of %s says so', (colorScheme, expected) => {
    expect(themeStyle(lookOf({ colorScheme }).colors)).toMatch(expected)
  })

  it('of nothing but empty texts is none, as in the examples of NextAuth', () => {
    const empty = lookOf({ colorScheme: 'auto', brandColor: '', logo: '', buttonText: '' })
    expect(empty.colors).toEqual(lookOf().colors)
    expect(empty.logo).toBeUndefined()
  })

  it('of a scheme that there is not is refused', () => {
    const theme = { colorScheme: 'blue' } as unknown as Theme
    expect(() => lookOf(theme)).toThrow(/^theme\.colorScheme must be/)
  })
})

describe('a logo', () => {
  it.each([
    ['/logo.svg', '/logo.svg', "'self'"],
    ['/a/../logo.svg?v="2"', '/logo.svg?v=%222%22', "'self'"],
    [
      'https://cdn.example.com/logo.png',
      'https://cdn.example.com/logo.png',
      'https://cdn.example.com',
    ],
    [
      'HTTPS://cdn.example.com:8443/l',
      'https://cdn.example.com:8443/l',
      'https://cdn.example.com:8443',
    ],
  ])('%s is shown, and its place alone allowed', (logo, src, source) => {
    const answer = signInPage({ look: lookOf({ logo }) })
    const picture = only(documentOf(answer), 'img')
    expect(picture.getAttribute('src')).toBe(src)
    expect(picture.getAttribute('alt')).toBe('')
    expect(picture.getAttribute('referrerpolicy')).toBe('no-referrer')
    expect(answer.headers['content-security-policy']).toContain(` img-src data: ${source};`)
  })

  it.each([
    'http://cdn.example.com/logo.png',
    '//evil.example/logo.png',
    '/\\evil.example/logo.png',
    '/.//evil.example/logo.png',
    '\\\\evil.example',
    'logo.png',
    'javascript:alert(1)',
    'data:image/svg+xml,<svg onload=alert(1)>',
    'https://user:secret@cdn.example.com/logo.png',
    'https:evil.example',
    'https://',
    ' https://cdn.example.com/logo.png',
    'https://cdn.example.com; script-src *',
  ])('%j is refused', (logo) => {
    expect(() => lookOf({ logo })).toThrow(/^theme\.logo must be/)
  })

  it('cannot widen the policy, whatever is in it', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.webUrl({ withQueryParameters: true })), (text) => {
        let look
        try {
          look = lookOf({ logo: text })
        } catch {
          return
        }
        expect(look.logo?.source ?? "'self'").toMatch(/^(?:'self'|https:\/\/[a-z0-9.:[\]-]+)$/)
      }),
      { numRuns: 500 },
    )
  })
})

describe('texts', () => {
  it.each([
    [{ signinTitle: 'x' }, /^texts\.signinTitle is no text of the pages/],
    [{ signInTitle: 7 }, /^texts\.signInTitle must be a text/],
    [{ signInTitle: ' ' }, /^texts\.signInTitle must be a text/],
    [{ signInWith: 'Anmelden' }, /^texts\.signInWith must hold \{provider\}/],
    [{ lang: 'not a language' }, /^texts\.lang is no language tag/],
    [{ dir: 'up' }, /^texts\.dir must be/],
    [{ errors: { AccessDenied: 'x' } }, /^texts\.errors has no failure/],
    [{ errors: { access_denied: 7 } }, /^texts\.errors must hold texts/],
    [{ fields: 'x' }, /^texts\.fields must be an object/],
  ])('that cannot be are refused at the start: %j', (texts, message) => {
    expect(() => lookOf({}, texts as object)).toThrow(message)
    expect(() => lookOf({}, texts as object)).toThrow(TypeError)
  })

  it('come from a file of translations as it is', () => {
    const texts = JSON.parse(
      '{"lang":"de","signInTitle":"Anmelden","signInWith":"Mit {provider} anmelden","fields":{"username":"Benutzername"}}',
    ) as object
    const document = documentOf(signInPage({ look: lookOf({}, texts) }))
    expect(document.title).toBe('Anmelden')
    expect(document.documentElement.getAttribute('lang')).toBe('de')
    expect(document.querySelector('button')?.textContent.trim()).toBe('Mit GitHub anmelden')
  })

  it.each([
    ['ar-EG', 'rtl'],
    ['he', 'rtl'],
    ['de', 'ltr'],
  ])('in %s go from %s', (lang, dir) => {
    expect(lookOf({}, { lang }).texts.dir).toBe(dir)
    expect(lookOf({}, { lang, dir: 'ltr' }).texts.dir).toBe('ltr')
  })

  it('of a function fit the request, and are English where they cannot be used', () => {
    const look = lookOf({}, ({ url }) => ({
      signInTitle: new URL(url).pathname,
      signInWith: 'without a name',
      lang: '"><script>',
    }))
    expect(look.texts).toMatchObject({
      signInTitle: '/api/auth/signin',
      signInWith: 'Sign in with {provider}',
      lang: 'en',
    })
    const broken = lookOf({}, () => {
      throw new Error('no file')
    })
    expect(broken.texts).toEqual(lookOf().texts)
    expect(lookOf({}, () => null as unknown as object).texts).toEqual(lookOf().texts)
  })
})

describe("a provider's mark", () => {
  const markOf = (provider: MarkedProvider): { html: string; rules: string } => {
    const marks = createMarks()
    return { html: marks.of(provider).html, rules: marks.rules() }
  }

  it.each([
    ['the colour of Auth.js', { brandColor: '#123456' }, '#123456'],
    ['the colour of NextAuth', { bg: '#123456', text: '#fff' }, '#123456'],
    ['its text, if the ground is white', { bg: '#fff', text: '#123456' }, '#123456'],
  ])('has %s', (_, style, color) => {
    expect(markOf({ id: 'x', name: 'X', style }).rules).toContain(`background:${color}`)
  })

  it('can be read on every colour', () => {
    fc.assert(
      fc.property(colors, (brandColor) => {
        const { rules } = markOf({ id: 'x', name: 'X', style: { brandColor } })
        if (rules === '') return
        const [, ground = '', letter = ''] = /background:(.+);color:([^}]+)\}$/.exec(rules) ?? []
        const one = parseColor(ground) ?? expect.fail()
        const other = parseColor(letter) ?? expect.fail()
        expect(contrast(one, other)).toBeGreaterThanOrEqual(readableContrast)
      }),
      { numRuns: 500 },
    )
  })

  it.each([
    ['GitHub', 'G'],
    ['  (42) school', '4'],
    ['Ödland', 'Ö'],
    ['微信', '微'],
    ['"><script>', 'S'],
    ['…', '•'],
    ['', '•'],
  ])('of %j is %s', (name, letter) => {
    expect(markOf({ id: 'x', name }).html).toContain(`data-mark="${letter}"`)
  })

  it('of nobody known has no colour of its own', () => {
    const style = { brandColor: 'url(//evil.example)', bg: '}', text: 7 as unknown as string }
    expect(markOf({ id: 'constructor', name: 'X', style }).rules).toBe('')
  })
})
