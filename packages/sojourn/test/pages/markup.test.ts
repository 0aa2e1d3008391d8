/**
 * What holds for every page: nothing that it is given becomes markup, a style or a script, and it is built
 * so that people can use it however they read it.
 */
import * as fc from 'fast-check'
import type { Element } from 'happy-dom'
import { describe, expect, it } from 'vitest'
import type { Answer } from '../../src/server/answer.ts'
import { checkTexts, fillTexts, type PageTexts } from '../../src/server/pages/texts.ts'
import { documentOf, everyPage, lookOf } from './rendered.ts'

const hostile = [
  '"><script>alert(1)</script>',
  "'><img src=x onerror=alert(1)>",
  '</style><script>alert(1)</script>',
  '</title><script>alert(1)</script>',
  '" onfocus="alert(1)" autofocus="',
  "' onclick='alert(1)",
  '`onload=alert(1)',
  '<svg/onload=alert(1)>',
  '</main></body></html><iframe src="//evil.example">',
  '<base href="https://evil.example/">',
  '<meta http-equiv="refresh" content="0;url=//evil.example">',
  '}body{background:url(https://evil.example/a)}',
  'red;}*{background:url(//evil.example)',
  'javascript:alert(1)',
  'data:text/html,<script>alert(1)</script>',
  '//evil.example',
  '/\\evil.example',
  '<!--',
  '-->',
  ']]>',
  '<![CDATA[',
  '&lt;script&gt;',
  '&#60;script&#62;',
  '{provider}{email}{title}{{',
  "$& $1 $` $'",
  '__proto__',
  '\u202Egnp.exe',
  '\u2028\u2029\u0085',
  'a\r\nset-cookie: b=c',
  '\uD800',
  ' ',
]

/** Elements and the names of their attributes, in order. */
function skeleton(answer: Answer): string[] {
  const walk = (element: Element): string[] => [
    `${element.tagName} ${[...element.attributes].map(({ name }) => name).join(' ')}`,
    ...[...element.children].flatMap((child) => walk(child)),
  ]
  return walk(documentOf(answer).documentElement)
}

/** All texts that a page may say, each being `value`, and with every placeholder. */
function textsOf(value: string): Partial<PageTexts> {
  const { errors: _errors, fields: _fields, dir: _dir, lang: _lang, ...texts } = fillTexts({})
  // One of these in an application's own text is a place for the address, and an element of its own.
  const said = value.replaceAll('{email}', '')
  const all = Object.fromEntries(
    Object.keys(texts).map((key) => [key, `${said} {provider} {email} {title}`]),
  )
  return {
    ...all,
    errors: { verification_invalid: value },
    fields: { a: value, c: value },
  }
}

function nonceOf(answer: Answer): string | undefined {
  return /'nonce-([^']+)'/.exec(answer.headers['content-security-policy'] ?? '')?.[1]
}

const harmless = everyPage(lookOf({}, textsOf('word')), '/word')
const shapes = Object.fromEntries(
  Object.entries(harmless).map(([name, answer]) => [name, skeleton(answer)]),
)

function expectSameShape(value: string): void {
  for (const [name, answer] of Object.entries(everyPage(lookOf({}, textsOf(value)), value))) {
    expect(skeleton(answer), name).toEqual(shapes[name])
    const document = documentOf(answer)
    for (const link of document.querySelectorAll('a.after, .after a')) {
      expect(link.getAttribute('href')).toMatch(/^(?:\/(?![/\\])|https?:\/\/)|^\/$/)
    }
  }
}

describe('whatever a page is given', () => {
  it.each(hostile)('stays text: %j', (value) => {
    expectSameShape(value)
    const document = documentOf(
      everyPage(lookOf({}, textsOf(value)), value)['confirm'] ?? expect.fail(),
    )
    expect(document.querySelector('bdi')?.textContent).toBe(value)
    expect(document.querySelector('input[name=token]')?.getAttribute('value')).toBe(value)
  })

  it('stays text: anything', () => {
    const pieces = fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom(...hostile))
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 4 }), (parts) => {
        // A parser makes something else of these, harmlessly.
        expectSameShape(parts.join('').replaceAll('\0', ''))
      }),
      { numRuns: 25 },
    )
  }, 30_000)

  it('does not get into the style', () => {
    const styleOf = (answer: Answer): string =>
      (documentOf(answer).querySelector('style')?.textContent ?? '').replaceAll(/\s+/g, '')
    for (const value of hostile) {
      for (const [name, answer] of Object.entries(everyPage(lookOf(), value))) {
        expect(styleOf(answer)).toBe(styleOf(everyPage(lookOf(), '/word')[name] ?? expect.fail()))
      }
    }
  })
})

describe.each(Object.entries(everyPage(lookOf(), '/word')))('the page %s', (_, answer) => {
  const document = documentOf(answer)

  it('has headers that keep it out of frames, caches and guesses', () => {
    expect(answer.headers).toMatchObject({
      'content-type': 'text/html; charset=utf-8',
      'cache-control': 'private, no-cache, no-store',
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'DENY',
      'referrer-policy': expect.stringMatching(/^(?:same-origin|strict-origin|no-referrer)$/),
    })
    expect(answer.headers['content-security-policy']).toBe(
      `default-src 'none'; img-src data:; style-src 'nonce-${nonceOf(answer)}'; base-uri 'none'; frame-ancestors 'none'`,
    )
  })

  it('has one style, which bears the nonce, and no other style, script or handler', () => {
    const styles = [...document.querySelectorAll('style')]
    expect(styles.map((style) => style.getAttribute('nonce'))).toEqual([nonceOf(answer)])
    expect(document.querySelectorAll('script, [style], link[rel=stylesheet], iframe').length).toBe(
      0,
    )
    const attributes = [...document.querySelectorAll('*')].flatMap((element) =>
      [...element.attributes].map(({ name }) => name),
    )
    expect(attributes.filter((name) => name.startsWith('on'))).toEqual([])
  })

  it('names no other host', () => {
    expect(answer.body).not.toMatch(/(?:https?:)?\/\/[a-z]/i)
    expect(answer.body).not.toMatch(/url\(|@import/)
  })

  it('has a nonce of its own each time', () => {
    const again = everyPage(lookOf(), '/word')
    const nonces = Object.values(again).map((other) => nonceOf(other))
    expect(new Set([...nonces, nonceOf(answer)]).size).toBe(nonces.length + 1)
  })

  it('says its language, direction and title, and has one heading and one main part', () => {
    const root = document.documentElement
    expect([root.getAttribute('lang'), root.getAttribute('dir')]).toEqual(['en', 'ltr'])
    expect(document.querySelectorAll('h1').length).toBe(1)
    expect(document.querySelectorAll('main').length).toBe(1)
    expect(document.title).toContain(document.querySelector('h1')?.textContent ?? expect.fail())
  })

  it('has unique ids, a label for each field, and refers to what is there', () => {
    const ids = [...document.querySelectorAll('[id]')].map(({ id }) => id)
    expect(new Set(ids).size).toBe(ids.length)
    for (const field of document.querySelectorAll('input:not([type=hidden])')) {
      const labels = [...document.querySelectorAll('label')].filter(
        (label) => label.getAttribute('for') === field.id,
      )
      expect(labels.length).toBe(1)
      expect(labels[0]?.textContent.trim()).not.toBe('')
      const described = field.getAttribute('aria-describedby')?.split(' ') ?? []
      expect(described.filter((id) => !ids.includes(id))).toEqual([])
    }
    expect(document.querySelectorAll('[autofocus]').length).toBeLessThan(2)
  })

  it('posts its forms, each with the token against forgery and one button', () => {
    for (const form of document.querySelectorAll('form')) {
      expect(form.getAttribute('method')).toBe('post')
      expect(form.querySelectorAll('input[type=hidden][name=csrfToken]').length).toBe(1)
      expect(form.querySelectorAll('button[type=submit]').length).toBe(1)
    }
    expect(document.querySelectorAll('.primary').length).toBeLessThan(2)
  })
})

it('every text of every page can be replaced', () => {
  const mark = (text: string): string => `«${text}»`
  const english = fillTexts({})
  const own: Record<string, unknown> = {}
  for (const [key, text] of Object.entries(english)) {
    if (typeof text === 'string' && key !== 'lang' && key !== 'dir') own[key] = mark(text)
  }
  const texts = {
    ...own,
    errors: { verification_invalid: mark('error') },
    fields: { a: mark('a'), c: mark('c') },
  }
  checkTexts(texts)
  for (const answer of Object.values(everyPage(lookOf({}, texts), '/given'))) {
    const walk = (element: Element): string[] =>
      ['STYLE', 'CODE', 'BDI'].includes(element.tagName)
        ? []
        : [...element.childNodes].flatMap((node) =>
            node.nodeType === 3 ? [node.textContent.trim()] : walk(node as Element),
          )
    const said = walk(documentOf(answer).documentElement).filter((text) => text !== '')
    expect(said.length).toBeGreaterThan(1)
    // A sentence with an address in it is in two pieces.
    for (const text of said) expect(text).toMatch(/^«|»$/)
  }
})
