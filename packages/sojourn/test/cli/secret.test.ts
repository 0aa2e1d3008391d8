/**
 * `npx sojourn secret`, `help`, and what is no command.
 *
 * @module
 */
import { describe, expect, it } from 'vitest'
import { makeFolder, patience, sojourn } from './command.ts'

describe('sojourn secret', { timeout: patience }, () => {
  it('prints 256 random bits and nothing else, and beside it where they belong', async () => {
    const [first, second] = await Promise.all([
      sojourn(makeFolder(), ['secret']),
      sojourn(makeFolder(), ['secret']),
    ])
    expect(first).toMatchObject({ code: 0, stdout: expect.stringMatching(/^[\w-]{43}\n$/) })
    expect(Buffer.from(first.stdout, 'base64url')).toHaveLength(32)
    expect(second.stdout).not.toBe(first.stdout)
    expect(first.stderr).toMatch(/^Set it as AUTH_SECRET .*\n$/)
    expect(first.stderr).not.toContain(first.stdout.trim())
  })
})

describe('sojourn help', { timeout: patience }, () => {
  it.each([[[]], [['help']], [['--help']], [['doctor', '--help']], [['migrate', '-h']]])(
    'names every command for %j',
    async (args) => {
      const { code, stdout } = await sojourn(makeFolder(), args)
      expect(code).toBe(0)
      for (const command of ['secret', 'migrate', 'doctor']) {
        expect(stdout).toContain(`npx sojourn ${command}`)
      }
    },
  )

  it.each([
    [['sercet'], 'There is no command "sercet".'],
    [['doctor', '--databse', 'x'], "Unknown option '--databse'."],
    [['doctor', '--config'], "Option '--config <value>' argument missing."],
    [['migrate', 'now'], "Unexpected argument 'now'."],
  ])('says what is wrong with %j', async (args, message) => {
    const { code, stdout, stderr } = await sojourn(makeFolder(), args)
    expect(code).toBe(1)
    expect(stdout).toBe('')
    expect(stderr).toContain(`✗ ${message}\n`)
    expect(stderr).toContain('npx sojourn')
  })
})
