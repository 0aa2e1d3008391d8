/**
 * From which files the command reads variables.
 *
 * @module
 */
import { describe, expect, it } from 'vitest'
import { makeFolder, patience, sojourn } from './command.ts'

const names = ['development', 'production', 'test'].flatMap((mode) => [
  `.env.${mode}.local`,
  `.env.${mode}`,
])
const files = Object.fromEntries(
  ['.env.local', '.env', ...names].map((name) => [name, `AUTH_URL=https://x${name}.example`]),
)

describe('variables', { timeout: patience }, () => {
  it.each([
    ['development', '.env.development.local, .env.local, .env.development, .env'],
    ['production', '.env.production.local, .env.local, .env.production, .env'],
    ['test', '.env.test.local, .env.test, .env'],
  ])('come from the files that Next reads in %s, in its order', async (mode, read) => {
    const { stdout } = await sojourn(makeFolder(files), ['doctor'], { NODE_ENV: mode })
    expect(stdout).toContain(`variables from the environment, ${read}\n`)
    expect(stdout).toContain(`AUTH_URL is https://x.env.${mode}.local.example.`)
  })

  it('come from .env alone in a Nuxt application', async () => {
    const nuxt = { ...files, 'package.json': '{ "devDependencies": { "nuxt": "^4.0.0" } }' }
    const { stdout } = await sojourn(makeFolder(nuxt), ['doctor'])
    expect(stdout).toContain('variables from the environment, .env\n')
    expect(stdout).toContain('AUTH_URL is https://x.env.example.')
  })
})
