/**
 * What a database is called, what is kept off the screen, and which versions fit.
 *
 * @module
 */
import { describe, expect, it } from 'vitest'
import { databaseName, sqliteFile } from '../../src/cli/database-url.ts'
import { isInRange } from '../../src/cli/version-range.ts'
import { hideUrl, redact } from '../../src/cli/redact.ts'

describe('a database', () => {
  it.each([
    ['file:data.db', 'data.db', 'data.db'],
    ['file:./data/app.db?connection_limit=1', './data/app.db', './data/app.db'],
    ['file:///srv/app.db', '/srv/app.db', '/srv/app.db'],
    ['./app.db', './app.db', './app.db'],
    ['C:\\data\\app.db', 'C:\\data\\app.db', 'C:\\data\\app.db'],
    [
      'postgresql://ada:pa55word@db.example:5433/app?sslmode=require',
      undefined,
      'postgresql://db.example:5433/app',
    ],
    ['postgres://db.example/app', undefined, 'postgres://db.example/app'],
    ['postgresql://ada:pa#ss@db.example/app', undefined, 'The database'],
    ['mysql://ada:pa55word@db.example/app', undefined, 'mysql://db.example/app'],
    ['host=db.example password=pa55word', undefined, 'The database'],
  ])('of the address %s', (url, file, name) => {
    expect(sqliteFile(url)).toBe(file)
    expect(databaseName(url)).toBe(name)
    expect(databaseName(url)).not.toContain('pa')
  })

  it('in memory is no file', () => {
    expect(sqliteFile(':memory:')).toBeUndefined()
  })

  it('is spoken of without its password, as written and decoded', () => {
    const url = 'postgresql://ada:p%40ss%2Fword@db.example/app'
    hideUrl(url)
    const message = `cannot reach ${url} with p@ss/word (p%40ss%2Fword)`
    expect(redact(message)).toBe('cannot reach [hidden] with [hidden] ([hidden])')
  })

  it('is spoken of without a password that makes its URL none', () => {
    hideUrl('postgresql://ada:half#open/door@db.example/app')
    expect(redact('refused: half#open/door')).toBe('refused: [hidden]')
  })

  it('is spoken of without a password that stands in the query', () => {
    hideUrl('postgresql://db.example/app?user=ada&password=query-value')
    expect(redact('refused: query-value')).toBe('refused: [hidden]')
  })
})

describe('a range of versions', () => {
  it.each([
    ['16.4.6', '^14.0.0 || ^15.0.0 || ^16.0.0', true],
    ['14.0.0', '^14.0.0 || ^15.0.0', true],
    ['13.5.11', '^14.0.0 || ^15.0.0', false],
    ['17.0.0', '^14.0.0 || ^16.0.0', false],
    ['15.0.0-canary.3', '^15.0.0', true],
    ['3.16.9', '^3.17.0 || ^4.0.0', false],
    ['22.12.0', '>=22.12', true],
    ['22.11.0', '>=22.12', false],
    ['24.0.0', '>=22.12', true],
    ['undefined', '^3.5.0', false],
  ])('%s in %s: %s', (version, range, expected) => {
    expect(isInRange(version, range)).toBe(expected)
  })
})
