/**
 * The token backend of this application, in memory: access tokens that live for a while, and refresh tokens that
 * are good for one use. Whoever uses one again loses the whole family.
 */
import { randomUUID } from 'node:crypto'
import type { H3Event } from 'h3'

interface Person {
  id: string
  name: string
  password: string
  roles: string[]
}

interface Issued {
  person: Person
  family: string
  expiresAt: number
}

interface Noted {
  request: string
  authorization: string | undefined
  cookie: string | undefined
  body: unknown
}

const defaults = {
  /** Life of an access token, in seconds. */
  accessLife: 600,
  /** How long the session takes, in milliseconds. */
  sessionDelay: 0,
  /** How long a refresh takes, in milliseconds. */
  refreshDelay: 0,
  /** Whether signing out fails. */
  signOutFails: false,
}

export const settings = { ...defaults }
export const noted: Noted[] = []
const people = new Map<string, Person>()
const accesses = new Map<string, Issued>()
const refreshes = new Map<string, Issued & { used: boolean }>()

export function reset(): void {
  Object.assign(settings, defaults)
  noted.length = 0
  people.clear()
  accesses.clear()
  refreshes.clear()
  people.set('ada', { id: '7', name: 'ada', password: 'engine', roles: ['admin'] })
}
reset()

export function wait(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds))
}

interface Posted {
  username?: string
  password?: string
  credentials?: { refresh?: string }
}

/** Notes a request for the tests, and reads its body. */
export async function note(event: H3Event): Promise<Posted> {
  const body = event.method === 'GET' ? undefined : await readBody(event).catch(() => undefined)
  noted.push({
    request: `${event.method} ${getRequestURL(event).pathname.replace('/api/backend', '')}`,
    authorization: getHeader(event, 'authorization'),
    cookie: getHeader(event, 'cookie'),
    body,
  })
  return body ?? {}
}

export function find(name: unknown): Person | undefined {
  return people.get(String(name))
}

export function register(name: string, password: string): Person {
  if (people.has(name)) throw createError({ statusCode: 409, statusMessage: 'Name is taken' })
  const person = { id: randomUUID(), name, password, roles: ['member'] }
  people.set(name, person)
  return person
}

export function issue(person: Person, family: string = randomUUID()) {
  const tokens = { access: `access-${randomUUID()}`, refresh: `refresh-${randomUUID()}` }
  const expiresAt = Date.now() + settings.accessLife * 1000
  accesses.set(tokens.access, { person, family, expiresAt })
  refreshes.set(tokens.refresh, { person, family, expiresAt: Infinity, used: false })
  return { data: { tokens, user: seen(person) } }
}

export function seen({ id, name, roles }: Person) {
  return { id, name, roles }
}

/** Whose access token a request bears. */
export function bearer(event: H3Event): Person {
  const [type, token] = (getHeader(event, 'authorization') ?? '').split(' ')
  const issued = type === 'Bearer' ? accesses.get(token ?? '') : undefined
  if (!issued || issued.expiresAt < Date.now()) {
    throw createError({ statusCode: 401, statusMessage: 'Unknown token' })
  }
  return issued.person
}

export function rotate(token: unknown) {
  const issued = refreshes.get(String(token))
  if (!issued || issued.used) {
    if (issued) end(issued.family)
    throw createError({ statusCode: 401, statusMessage: 'Unknown refresh token' })
  }
  issued.used = true
  return issue(issued.person, issued.family)
}

/** Ends a family, by one of its refresh tokens. */
export function endBy(token: unknown): void {
  const issued = refreshes.get(String(token))
  if (issued) end(issued.family)
}

function end(family: string): void {
  for (const tokens of [accesses, refreshes]) {
    for (const [token, issued] of tokens) if (issued.family === family) tokens.delete(token)
  }
}
