/**
 * The requests of the table: for each application those that tell about it.
 *
 * @module
 */
import { encode } from 'next-auth/jwt'
import { vi } from 'vitest'
import {
  type Application,
  type ApplicationName,
  csrfCookie,
  csrfToken,
  secret,
} from './applications.ts'
import type { Asked } from './exchange.ts'

/** A request of the table. */
export interface Row {
  /** What is asked, in words. */
  readonly title: string
  readonly asked: Asked
  /** How long after the cookies were made, in seconds. */
  readonly after: number
}

type Pairs = readonly (readonly [string, string])[]

/** What a browser has and sends of the token for forms. */
const tokens = {
  'a good token': { cookie: csrfCookie, posted: csrfToken },
  'a wrong token': { cookie: csrfCookie, posted: '0'.repeat(64) },
  'no token': { cookie: csrfCookie, posted: undefined },
  'no token cookie': { cookie: undefined, posted: csrfToken },
  'a forged token cookie': { cookie: `${csrfToken}|${'0'.repeat(64)}`, posted: csrfToken },
} as const

/** The parts of a request that a row says; the others are a browser's that has a good token. */
interface Said extends Partial<Asked> {
  readonly path: string
  readonly token?: keyof typeof tokens
}

/** What a browser says of the address it wants to come back to, by its kind. */
export const callbackUrls: Readonly<Record<string, string>> = {
  'a path': '/inbox?unread=1#top',
  'a URL of the site': '{origin}/inbox',
  'the site': '{origin}',
  'another site': 'https://evil.example/inbox',
  'a look-alike site': '{origin}.evil.example/',
  'a protocol-relative address': '//evil.example/inbox',
  'a backslash': '/\\evil.example',
  'a word': 'inbox',
  'a script': 'javascript:alert(1)',
  'an encoded path': '/%2F%2Fevil.example/%E2%82%AC',
  'no ASCII': '/grüße?für=mich',
  'a long path': `/${'x'.repeat(3000)}`,
  nothing: '',
  'a mail address': 'mailto:ada@example.com',
  'a URL with a name': 'http://ada@localhost:3000/inbox',
  'no URL': 'http://',
  'line breaks': '/inbox\r\nset-cookie: a=b',
}

/** Prepared session cookies, by what is wrong with them. */
export async function sessionCookies(name: string): Promise<Record<string, Pairs>> {
  const token = { name: 'Ada', email: 'ada@example.com', picture: null, sub: '1' }
  const present = Date.now()
  const sealedBefore = async (seconds: number): Promise<string> => {
    vi.setSystemTime(present - seconds * 1000)
    const old = await encode({ token, secret, maxAge: 2_592_000 })
    vi.setSystemTime(present)
    return old
  }
  const sealed = await encode({ token, secret, maxAge: 2_592_000 })
  const large = await encode({ token: { ...token, data: 'x'.repeat(6000) }, secret })
  const chunks = (value: string): Pairs =>
    (value.match(/.{1,3933}/g) ?? []).map((chunk, index) => [`${name}.${index}`, chunk])
  return {
    none: [],
    'a good session': [[name, sealed]],
    'an expired session': [[name, await sealedBefore(2_592_060)]],
    'a session that expired 5 s ago': [[name, await sealedBefore(2_592_005)]],
    'a session sealed an hour ago': [[name, await sealedBefore(3600)]],
    'a tampered session': [[name, `${sealed.slice(0, -6)}AAAAAA`]],
    'a session of another secret': [[name, await encode({ token, secret: 'another secret' })]],
    'garbage for a session': [[name, 'garbage']],
    'an empty session cookie': [[name, '']],
    'a session in chunks': chunks(large),
    'a session in chunks, one missing': chunks(large).slice(1),
    'a session in chunks in disorder': chunks(large).toReversed(),
    'a good session and a stale chunk': [
      [name, sealed],
      [`${name}.1`, 'stale'],
    ],
    'a good session in one chunk': [[`${name}.0`, sealed]],
    'a session without a subject': [[name, await encode({ token: { name: 'Nobody' }, secret })]],
    'a session with more claims': [
      [name, await encode({ token: { ...token, role: 'x' }, secret })],
    ],
  }
}

/** Fills in what a row leaves out. */
function ask({ token = 'a good token', ...said }: Said, application: Application): Asked {
  const { cookie, posted } = tokens[token]
  const { method = 'GET', fields = [], cookies = [] } = said
  const repeated: Pairs = posted === undefined ? [] : [['csrfToken', posted]]
  return {
    query: [],
    headers: {},
    ...said,
    method,
    fields: method === 'GET' ? undefined : [...repeated, ...fields],
    cookies: cookie === undefined ? cookies : [[application.cookies.csrf, cookie], ...cookies],
  }
}

type Add = (title: string, said: Said, after?: number) => void

/** One kind of rows. */
type Kind = (add: Add, application: Application) => void | Promise<void>

const json = [
  ['', []],
  [' as JSON', [['json', 'true']]],
] as const

const forHtml = { accept: 'text/html,application/xhtml+xml' }

/** Every endpoint, read by a client, by a newcomer and for a person. */
const endpoints: Kind = (add) => {
  const paths = [
    '/csrf',
    '/providers',
    '/session',
    '/signin',
    '/signin/plain',
    '/signin/nobody',
    '/signout',
    '/error',
    '/error/AccessDenied',
    '/error/OAuthSignin',
    '/verify-request',
    '/nonsense',
    '/nonsense/plain',
    '/callback/plain',
    '/callback/credentials',
    '/callback/nobody',
    '/_log',
    '/session/more',
    '/signin/plain/more',
  ]
  for (const path of paths) {
    add(`GET ${path}`, { path })
    add(`GET ${path} by a newcomer`, { path, token: 'no token cookie' })
    add(`GET ${path} for a person`, { path, headers: forHtml })
  }
}

/** Pages that are told what went wrong. */
const errors: Kind = (add) => {
  const names = [
    'Configuration',
    'AccessDenied',
    'accessdenied',
    'Verification',
    'Signin',
    'OAuthSignin',
    'OAuthCallback',
    'OAuthCreateAccount',
    'EmailCreateAccount',
    'Callback',
    'OAuthAccountNotLinked',
    'EmailSignin',
    'CredentialsSignin',
    'SessionRequired',
    'default',
    'Something else',
    '<b>&"',
    '',
  ]
  for (const name of names) {
    for (const path of ['/error', '/signin', '/signout']) {
      add(`GET ${path} with the error “${name}”`, { path, query: [['error', name]] })
    }
  }
  const known: Pairs = [['next-auth.callback-url', 'http://localhost:3000/inbox']]
  const query: Pairs = [['error', 'OAuthCallback']]
  add('GET /error on the way to the inbox', { path: '/error', query, cookies: known })
  add('GET /error with a code of ours', { path: '/error', query: [['code', 'access_denied']] })
}

/** Where to go afterwards: in the query, in the cookie, in the form, in two of them. */
const waysBack: Kind = (add, { origin, cookies }) => {
  for (const [kind, template] of Object.entries(callbackUrls)) {
    const url = template.replaceAll('{origin}', origin)
    const named: Pairs = [['callbackUrl', url]]
    const known: Pairs = [[cookies.callbackUrl, url]]
    for (const path of ['/signin', '/signout']) {
      add(`GET ${path} with ${kind} in the query`, { path, query: named })
      add(`GET ${path} with ${kind} in the cookie`, { path, cookies: known })
    }
    add(`GET /session with ${kind} in the query`, { path: '/session', query: named })
    for (const [form, asJson] of json) {
      for (const path of ['/signout', '/signin/plain', '/callback/credentials']) {
        const right: Pairs = [['password', 'right']]
        const title = `POST ${path}${form} with ${kind}`
        const method = 'POST'
        const fields: Pairs = [...right, ...asJson]
        add(`${title} in the body`, { method, path, fields: [...named, ...fields] })
        add(`${title} in the cookie`, { method, path, fields, cookies: known })
        add(`${title} in the query`, { method, path, fields, query: named })
      }
    }
  }
  const path = '/signout'
  const two: Pairs = [
    ['callbackUrl', '/first'],
    ['callbackUrl', '/second'],
  ]
  add('GET /signin with two ways back', { path: '/signin', query: two })
  add('POST /signout with two ways back', { method: 'POST', path, fields: two })
  add('POST /signout with one way back in the body and one in the query', {
    method: 'POST',
    path,
    fields: [['callbackUrl', '/body']],
    query: [['callbackUrl', '/query']],
  })
  add('POST /signout with a way back in the body that the cookie has already', {
    method: 'POST',
    path,
    fields: [['callbackUrl', '/inbox']],
    cookies: [[cookies.callbackUrl, `${origin}/inbox`]],
  })
}

/** Every address that is posted to, by who may and who may not. */
const forms: Kind = (add) => {
  const paths = [
    '/signin',
    '/signin/plain',
    '/signin/credentials',
    '/signin/down',
    '/signin/nobody',
    '/signout',
    '/signout/more',
    '/callback/credentials',
    '/callback/pin',
    '/callback/plain',
    '/callback/nobody',
    '/session',
    '/csrf',
    '/providers',
    '/error',
    '/verify-request',
    '/_log',
    '/nonsense',
  ]
  for (const path of paths) {
    for (const token of Object.keys(tokens) as (keyof typeof tokens)[]) {
      for (const [form, fields] of json) {
        add(`POST ${path}${form} with ${token}`, { method: 'POST', path, token, fields })
      }
    }
    const method = 'POST'
    add(`POST ${path} with an object`, { method, path, isJson: true, fields: [['json', 'true']] })
    add(`POST ${path} without a body`, { method, path, raw: '' })
    for (const method of ['PUT', 'DELETE', 'PATCH', 'OPTIONS'])
      add(`${method} ${path}`, { method, path })
  }
  const type = (name: string): Record<string, string> => ({ 'content-type': name })
  for (const path of ['/signout', '/callback/credentials', '/session']) {
    const post = { method: 'POST', path }
    add(`POST ${path} with broken JSON`, { ...post, raw: '{', headers: type('application/json') })
    add(`POST ${path} with plain text`, { ...post, raw: 'a=b', headers: type('text/plain') })
    add(`POST ${path} with a list`, { ...post, raw: '[]', headers: type('application/json') })
  }
}

/** Credentials, by what the application says of them. */
const credentials: Kind = (add, { cookies }) => {
  const passwords = ['right', 'wrong', 'locked', 'broken', 'typed', 'nameless', 'nobody']
  for (const password of passwords) {
    for (const [form, asJson] of json) {
      const path = '/callback/credentials'
      const fields: Pairs = [['password', password], ...asJson]
      const title = `POST ${path}${form}, where the password is ${password}`
      add(title, { method: 'POST', path, fields })
      const back: Pairs = [['callbackUrl', '/inbox']]
      add(`${title}, on the way to the inbox`, {
        method: 'POST',
        path,
        fields: [...fields, ...back],
      })
      const known: Pairs = [[cookies.callbackUrl, '/inbox']]
      add(`${title}, with a cookie`, { method: 'POST', path, fields, cookies: known })
    }
  }
  for (const pin of ['1234', '0000']) {
    const fields: Pairs = [['pin', pin]]
    add(`POST /callback/pin with ${pin}`, { method: 'POST', path: '/callback/pin', fields })
  }
}

/** What a provider is sent, and what comes back. */
const redirects: Kind = (add) => {
  const path = '/signin/plain'
  for (const name of ['scope', 'login_hint', 'prompt', 'redirect_uri', 'nonce', 'ui_locales']) {
    const query: Pairs = [[name, 'https://evil.example/']]
    add(`POST ${path} with ${name} in the query`, { method: 'POST', path, query })
  }
  const answers: readonly Pairs[] = [
    [['error', 'access_denied']],
    [
      ['error', 'access_denied'],
      ['state', 'x'],
    ],
    [['code', 'x']],
    [
      ['code', 'x'],
      ['state', 'x'],
    ],
    [['state', 'x']],
  ]
  for (const query of answers) {
    const title = query.map(([name]) => name).join(' and ')
    add(`GET /callback/plain with ${title}`, { path: '/callback/plain', query })
    add(`POST /callback/plain with ${title}`, {
      method: 'POST',
      path: '/callback/plain',
      fields: query,
    })
  }
}

/** Sessions in every state, read, changed, ended, and replaced. */
const sessions: Kind = async (add, application) => {
  const all = await sessionCookies(application.cookies.session)
  for (const [kind, cookies] of Object.entries(all)) {
    for (const [when, after] of [
      ['', 0],
      [', two minutes later', 120],
    ] as const) {
      add(`GET /session with ${kind}${when}`, { path: '/session', cookies }, after)
    }
    const post = { method: 'POST', cookies }
    const object = { csrfToken, data: { name: 'Eve' } }
    add(`POST /session with ${kind}`, { ...post, path: '/session', isJson: true, object })
    add(`POST /signout with ${kind}`, { ...post, path: '/signout' })
    const fields: Pairs = [['password', 'right']]
    add(`POST /callback/credentials with ${kind}`, {
      ...post,
      path: '/callback/credentials',
      fields,
    })
  }
}

/** What each application is asked. */
export const kindsByApplication: Partial<Record<ApplicationName, readonly Kind[]>> = {
  plain: [endpoints, errors, waysBack, forms, credentials, redirects, sessions],
  'own pages': [endpoints, errors, forms, credentials, redirects],
  'own pages with queries': [errors, credentials],
  'one page for all': [errors],
  https: [endpoints, redirects, sessions],
  'base path': [endpoints, redirects],
  'behind a proxy': [endpoints],
  'insecure cookies': [credentials],
  'own cookies': [sessions],
  'short sessions': [sessions],
  renaming: [sessions],
  roles: [credentials],
  'large claims': [sessions],
  'leads anywhere': [waysBack],
  'leads to one page': [endpoints, waysBack],
  'nobody may': [credentials],
  'may after paying': [credentials],
  'signIn fails': [credentials],
  'jwt fails': [credentials, sessions],
  'session fails': [sessions],
  'redirect fails': [credentials],
}

/** The rows of an application. */
export async function rowsOf(
  application: Application,
  kinds: readonly Kind[],
): Promise<readonly Row[]> {
  const rows: Row[] = []
  for (const kind of kinds) {
    await kind((title, said, after = 0) => {
      rows.push({ title, asked: ask(said, application), after })
    }, application)
  }
  return rows
}
