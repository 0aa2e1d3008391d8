/**
 * The package as it is published: the built files, reached through the exports map, in a bare Node.
 *
 * Everything here runs on `dist`, so it must be built first: `npm run build` at the root.
 *
 * @module
 */
import { execFile, spawnSync } from 'node:child_process'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { describe, expect, it } from 'vitest'

const packageFolder = fileURLToPath(new URL('../..', import.meta.url))
const dist = join(packageFolder, 'dist')
const run = promisify(execFile)

type Target = string | { [condition: string]: Target }

const { exports, imports } = JSON.parse(
  readFileSync(join(packageFolder, 'package.json'), 'utf8'),
) as { exports: Record<string, Target>; imports: Record<string, Target> }

/** Names that a `*` in a target stands for. */
function filesBehind(target: string): string[] {
  const [folder = '', ending = ''] = target.split('*')
  return readdirSync(join(packageFolder, folder))
    .filter((file) => file.endsWith(ending))
    .map((file) => file.slice(0, -ending.length))
}

/** Every file that a target leads to, under any condition; not the sources of this repository. */
function targetsOf(target: Target): string[] {
  if (typeof target === 'string') return [target]
  return Object.entries(target)
    .filter(([condition]) => condition !== 'sojourn-source')
    .flatMap(([, inner]) => targetsOf(inner))
}

/** What applications write: `sojourn`, `sojourn/server`, `sojourn/providers/oidc` … */
const specifiers = Object.entries(exports)
  .filter(([entry]) => entry !== './package.json')
  .flatMap(([entry, target]) => {
    const name = `sojourn${entry.slice(1)}`
    if (!entry.includes('*')) return [name]
    const script = targetsOf(target).find((path) => path.endsWith('.js')) ?? ''
    return existsSync(dist) ? filesBehind(script).map((file) => name.replace('*', file)) : []
  })

/** Runs a module in a Node of its own, without this test's loaders, and reads the JSON it prints. */
async function inNode(code: string): Promise<unknown> {
  const { stdout } = await run(process.execPath, ['--input-type=module', '--eval', code], {
    cwd: packageFolder,
    env: { NODE_ENV: 'development', PATH: process.env.PATH ?? '' },
  })
  return JSON.parse(stdout)
}

/** Each of these starts processes, which takes its time on a busy machine. */
const timeout = 60_000

describe('the published package', { timeout }, () => {
  it('has been built', () => {
    expect(existsSync(dist), 'run `npm run build` first').toBe(true)
  })

  it.each(
    [...Object.entries(exports), ...Object.entries(imports)].flatMap(([entry, target]) =>
      targetsOf(target).map((path) => ({ entry, path })),
    ),
  )('$entry leads to $path', ({ path }) => {
    if (path.includes('*')) expect(filesBehind(path)).not.toEqual([])
    else expect(existsSync(join(packageFolder, path)), path).toBe(true)
  })

  it('exports these names', async () => {
    const entries = await inNode(`
      const names = async (specifier) => [specifier, Object.keys(await import(specifier)).sort()]
      const entries = await Promise.all(${JSON.stringify(specifiers)}.map(names))
      console.log(JSON.stringify(Object.fromEntries(entries)))
    `)
    expect(entries).toMatchInlineSnapshot(`
      {
        "sojourn": [
          "AuthError",
          "authError",
        ],
        "sojourn/client": [
          "AuthError",
          "browserTokenJar",
          "createExpiryCountdown",
          "createSessionClient",
          "createStepUp",
          "createTokenClient",
          "defineAuthHooks",
          "isStepUpChallenge",
          "sendWithFetch",
        ],
        "sojourn/jwt": [
          "decode",
          "encode",
          "getToken",
        ],
        "sojourn/next": [
          "NextAuth",
          "default",
          "getAuth",
          "getServerSession",
          "getSessionSnapshot",
          "isStepUpChallenge",
          "requireAuthentication",
          "stepUpResponse",
          "withAuth",
          "withStepUp",
        ],
        "sojourn/next/v5": [
          "AuthError",
          "CredentialsSignin",
          "customFetch",
          "default",
          "getAuth",
          "isStepUpChallenge",
          "requireAuthentication",
          "stepUpResponse",
          "withStepUp",
        ],
        "sojourn/node": [
          "createNodeHandler",
          "sendAnswer",
          "toEngineRequest",
          "toSessionRequest",
        ],
        "sojourn/nuxt": [
          "default",
        ],
        "sojourn/passwords": [
          "createPasswords",
          "hashPassword",
          "normalizeEmail",
          "verifyPassword",
        ],
        "sojourn/providers/42-school": [
          "fortyTwoSchool",
        ],
        "sojourn/providers/apple": [
          "apple",
        ],
        "sojourn/providers/asgardeo": [
          "asgardeo",
        ],
        "sojourn/providers/atlassian": [
          "atlassian",
        ],
        "sojourn/providers/auth0": [
          "auth0",
        ],
        "sojourn/providers/authentik": [
          "authentik",
        ],
        "sojourn/providers/azure-ad": [
          "azureAd",
        ],
        "sojourn/providers/azure-ad-b2c": [
          "azureAdB2c",
        ],
        "sojourn/providers/azure-devops": [
          "azureDevops",
        ],
        "sojourn/providers/bankid-no": [
          "bankidNo",
        ],
        "sojourn/providers/battlenet": [
          "battlenet",
        ],
        "sojourn/providers/beyondidentity": [
          "beyondidentity",
        ],
        "sojourn/providers/bitbucket": [
          "bitbucket",
        ],
        "sojourn/providers/box": [
          "box",
        ],
        "sojourn/providers/boxyhq-saml": [
          "boxyhqSaml",
        ],
        "sojourn/providers/bungie": [
          "bungie",
        ],
        "sojourn/providers/click-up": [
          "clickUp",
        ],
        "sojourn/providers/cognito": [
          "cognito",
        ],
        "sojourn/providers/coinbase": [
          "coinbase",
        ],
        "sojourn/providers/concept2": [
          "concept2",
        ],
        "sojourn/providers/credentials": [
          "credentials",
        ],
        "sojourn/providers/descope": [
          "descope",
        ],
        "sojourn/providers/discord": [
          "discord",
        ],
        "sojourn/providers/dribbble": [
          "dribbble",
        ],
        "sojourn/providers/dropbox": [
          "dropbox",
        ],
        "sojourn/providers/duende-identity-server6": [
          "duendeIdentityServer6",
        ],
        "sojourn/providers/email": [
          "email",
        ],
        "sojourn/providers/eventbrite": [
          "eventbrite",
        ],
        "sojourn/providers/eveonline": [
          "eveonline",
        ],
        "sojourn/providers/facebook": [
          "facebook",
        ],
        "sojourn/providers/faceit": [
          "faceit",
        ],
        "sojourn/providers/figma": [
          "figma",
        ],
        "sojourn/providers/forwardemail": [
          "forwardemail",
        ],
        "sojourn/providers/foursquare": [
          "foursquare",
        ],
        "sojourn/providers/freshbooks": [
          "freshbooks",
        ],
        "sojourn/providers/frontegg": [
          "frontegg",
        ],
        "sojourn/providers/fusionauth": [
          "fusionauth",
        ],
        "sojourn/providers/github": [
          "github",
        ],
        "sojourn/providers/gitlab": [
          "gitlab",
        ],
        "sojourn/providers/google": [
          "google",
        ],
        "sojourn/providers/hubspot": [
          "hubspot",
        ],
        "sojourn/providers/huggingface": [
          "huggingface",
        ],
        "sojourn/providers/identity-server4": [
          "identityServer4",
        ],
        "sojourn/providers/instagram": [
          "instagram",
        ],
        "sojourn/providers/kakao": [
          "kakao",
        ],
        "sojourn/providers/keycloak": [
          "keycloak",
        ],
        "sojourn/providers/kinde": [
          "kinde",
        ],
        "sojourn/providers/line": [
          "line",
        ],
        "sojourn/providers/linkedin": [
          "linkedin",
        ],
        "sojourn/providers/logto": [
          "logto",
        ],
        "sojourn/providers/loops": [
          "loops",
        ],
        "sojourn/providers/mailchimp": [
          "mailchimp",
        ],
        "sojourn/providers/mailgun": [
          "mailgun",
        ],
        "sojourn/providers/mailru": [
          "mailru",
        ],
        "sojourn/providers/mastodon": [
          "mastodon",
        ],
        "sojourn/providers/mattermost": [
          "mattermost",
        ],
        "sojourn/providers/medium": [
          "medium",
        ],
        "sojourn/providers/microsoft-entra-id": [
          "microsoftEntraId",
        ],
        "sojourn/providers/naver": [
          "naver",
        ],
        "sojourn/providers/netlify": [
          "netlify",
        ],
        "sojourn/providers/netsuite": [
          "netsuite",
        ],
        "sojourn/providers/nextcloud": [
          "nextcloud",
        ],
        "sojourn/providers/nodemailer": [
          "nodemailer",
        ],
        "sojourn/providers/notion": [
          "notion",
        ],
        "sojourn/providers/oidc": [
          "oidc",
        ],
        "sojourn/providers/okta": [
          "okta",
        ],
        "sojourn/providers/onelogin": [
          "onelogin",
        ],
        "sojourn/providers/ory-hydra": [
          "oryHydra",
        ],
        "sojourn/providers/osso": [
          "osso",
        ],
        "sojourn/providers/osu": [
          "osu",
        ],
        "sojourn/providers/passage": [
          "passage",
        ],
        "sojourn/providers/patreon": [
          "patreon",
        ],
        "sojourn/providers/ping-id": [
          "pingId",
        ],
        "sojourn/providers/pinterest": [
          "pinterest",
        ],
        "sojourn/providers/pipedrive": [
          "pipedrive",
        ],
        "sojourn/providers/postmark": [
          "postmark",
        ],
        "sojourn/providers/reddit": [
          "reddit",
        ],
        "sojourn/providers/resend": [
          "resend",
        ],
        "sojourn/providers/roblox": [
          "roblox",
        ],
        "sojourn/providers/salesforce": [
          "salesforce",
        ],
        "sojourn/providers/sendgrid": [
          "sendgrid",
        ],
        "sojourn/providers/simplelogin": [
          "simplelogin",
        ],
        "sojourn/providers/slack": [
          "slack",
        ],
        "sojourn/providers/spotify": [
          "spotify",
        ],
        "sojourn/providers/strava": [
          "strava",
        ],
        "sojourn/providers/threads": [
          "threads",
        ],
        "sojourn/providers/tiktok": [
          "tiktok",
        ],
        "sojourn/providers/todoist": [
          "todoist",
        ],
        "sojourn/providers/trakt": [
          "trakt",
        ],
        "sojourn/providers/twitch": [
          "twitch",
        ],
        "sojourn/providers/twitter": [
          "twitter",
        ],
        "sojourn/providers/united-effects": [
          "unitedEffects",
        ],
        "sojourn/providers/vipps": [
          "vipps",
        ],
        "sojourn/providers/vk": [
          "vk",
        ],
        "sojourn/providers/webex": [
          "webex",
        ],
        "sojourn/providers/wechat": [
          "wechat",
        ],
        "sojourn/providers/wikimedia": [
          "wikimedia",
        ],
        "sojourn/providers/wordpress": [
          "wordpress",
        ],
        "sojourn/providers/workos": [
          "workos",
        ],
        "sojourn/providers/yandex": [
          "yandex",
        ],
        "sojourn/providers/zitadel": [
          "zitadel",
        ],
        "sojourn/providers/zoho": [
          "zoho",
        ],
        "sojourn/providers/zoom": [
          "zoom",
        ],
        "sojourn/react": [
          "SessionContext",
          "SessionProvider",
          "getCsrfToken",
          "getProviders",
          "getSession",
          "listSessions",
          "revokeSessions",
          "signIn",
          "signOut",
          "useSession",
          "useSessionClient",
          "useSessionExpiry",
          "useStepUp",
        ],
        "sojourn/server": [
          "createAuth",
        ],
        "sojourn/storage/memory": [
          "memoryStorage",
        ],
        "sojourn/storage/sql": [
          "sqlStorage",
        ],
        "sojourn/testing": [
          "ContractError",
          "fakeClock",
          "fakeProvider",
          "storageContract",
        ],
        "sojourn/tokens": [
          "createTokens",
        ],
        "sojourn/vue": [
          "bindAuthState",
          "bindTokenState",
          "createAuth",
          "createAuthComposables",
          "createTokenAuth",
          "createTokenComposables",
          "createTokenRedirect",
          "useAuth",
          "useAuthState",
          "useSessionExpiry",
          "useStepUp",
          "useTokenAuth",
          "useTokenAuthState",
        ],
      }
    `)
  })

  it('holds the build and its sources, and neither tests nor leftovers', async () => {
    const { stdout } = await run('npm', ['pack', '--dry-run', '--json', '--ignore-scripts'], {
      cwd: packageFolder,
      shell: process.platform === 'win32',
    })
    // An array up to npm 11, an object by name from npm 12 on.
    const [pack] = Object.values(
      JSON.parse(stdout) as Record<string, { files: { path: string }[] }>,
    )
    const files = pack?.files.map(({ path }) => path) ?? []

    expect(files).toEqual(expect.arrayContaining(['LICENSE', 'package.json', 'src/index.ts']))
    expect(files.filter((path) => /\.test\.|^test\/|tsbuildinfo|\.env/.test(path))).toEqual([])
    expect(files.filter((path) => !/^(?:dist|src)\//.test(path)).toSorted()).toEqual(
      ['LICENSE', 'README.md', 'package.json'].filter((path) =>
        existsSync(join(packageFolder, path)),
      ),
    )
  })

  it('has a source for every built file, which its map finds', () => {
    const maps = readdirSync(dist, { recursive: true, encoding: 'utf8' }).filter((file) =>
      file.endsWith('.js.map'),
    )
    expect(maps).not.toEqual([])
    for (const file of maps) {
      const { sources } = JSON.parse(readFileSync(join(dist, file), 'utf8')) as {
        sources: string[]
      }
      for (const source of sources) expect(existsSync(join(dist, file, '..', source))).toBe(true)
    }
  })
})

describe('starting with sojourn/server', { timeout }, () => {
  it('loads at most 32 modules of ours, all of them small', async () => {
    const loaded = (await inNode(`
      import { registerHooks } from 'node:module'
      const urls = []
      registerHooks({ load: (url, context, next) => (urls.push(url), next(url, context)) })
      await import('sojourn/server')
      console.log(JSON.stringify(urls))
    `)) as string[]
    const ours = loaded.filter((url) => url.includes('/sojourn/dist/'))
    expect(ours.some((url) => url.endsWith('/dist/server/index.js'))).toBe(true)
    expect(ours.length, ours.join('\n')).toBeLessThanOrEqual(32)
  })

  it('takes less than starting Node does', () => {
    // Pairs of starts, with and without, so that a busy machine slows both. The aim is 15 ms, which
    // the benchmark measures; this only catches a dependency that got in by mistake.
    const ratios = Array.from({ length: 11 }, () => {
      const bare = timeOf('')
      return timeOf(`import 'sojourn/server'`) / bare
    })
    const median = ratios.toSorted((a, b) => a - b)[5]
    expect(median).toBeLessThan(2)
  })

  function timeOf(code: string): number {
    const started = performance.now()
    const { status } = spawnSync(process.execPath, ['--input-type=module', '--eval', code], {
      cwd: packageFolder,
      env: { NODE_ENV: 'development', PATH: process.env.PATH ?? '' },
    })
    expect(status).toBe(0)
    return performance.now() - started
  }
})
