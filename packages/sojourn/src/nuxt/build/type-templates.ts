/**
 * What TypeScript is told in an application: page metadata, route rules, the module `#auth`, the types of its session.
 *
 * @module
 */
import { addTypeTemplate } from 'nuxt/kit'
import type { BuildOptions } from '../options.ts'
import { sessionDataMembers } from './session-data-type.ts'

/** Where things are. */
export interface TypeSources {
  /** Makes an absolute path of one within this package, below `nuxt/`. */
  readonly resolve: (path: string) => string
  /** `server/auth.ts`, if the module mounts it. */
  readonly serverFile: string | undefined
}

/** Adds the declarations to every program that Nuxt makes: of pages, of the server, of the build. */
export function addTypes(build: BuildOptions, { resolve, serverFile }: TypeSources): void {
  const contexts = { nuxt: true, nitro: true, node: true, shared: true }
  const add = (filename: `${string}.d.ts`, contents: string): void => {
    addTypeTemplate({ filename, getContents: () => contents }, contexts)
  }
  const text = (path: string): string => JSON.stringify(resolve(path))
  add('types/sojourn.d.ts', pageTypes(text('./runtime/app/guard'), text('./options')))
  if (build.type === 'local') {
    const members = sessionDataMembers(build.sessionDataType)
    add(
      'types/sojourn-server.d.ts',
      tokenServerTypes(text('./runtime/server/tokens/auth'), members),
    )
    add(
      'types/sojourn-session.d.ts',
      registerTypes(text('../core/session'), 'sessionData', `import('#auth').SessionData`),
    )
    return
  }
  add('types/sojourn-server.d.ts', engineServerTypes(text('./runtime/server/auth')))
  if (serverFile === undefined) return
  const file = JSON.stringify(serverFile.replace(/\.\w+$/, ''))
  const session = `import(${text('./build/infer-session')}).InferFileSession<typeof import(${file})>`
  add('types/sojourn-session.d.ts', registerTypes(text('../core/session'), 'session', session))
}

/** What `definePageMeta` and route rules take. */
function pageTypes(guard: string, options: string): string {
  const rules = `{
  interface NitroRouteRules { auth?: RouteOptions }
  interface NitroRouteConfig { auth?: RouteOptions }
}`
  return `import type { PageAuth } from ${guard}
import type { RouteOptions } from ${options}

declare module '#app' {
  interface PageMeta { auth?: PageAuth }
}

declare module 'vue-router' {
  interface RouteMeta { auth?: PageAuth }
}

declare module 'nitropack' ${rules}

declare module 'nitropack/types' ${rules}

export {}
`
}

/** `#auth` of the provider `authjs`. In a file without imports, since there a declaration makes a module. */
function engineServerTypes(server: string): string {
  return `declare module '#auth' {
  type Server = typeof import(${server})
  export const NuxtAuthHandler: Server['NuxtAuthHandler']
  export const getServerSession: Server['getServerSession']
  export const getToken: Server['getToken']
  export const requireAuthentication: Server['requireAuthentication']
  export const requireSession: Server['requireSession']
}
`
}

/** The same of the provider `local`. `SessionData` is an interface, so that an application can add to it. */
function tokenServerTypes(server: string, members: string): string {
  return `declare module '#auth' {
  type Server = typeof import(${server})
  export const getServerSession: Server['getServerSession']
  export const getToken: Server['getToken']
  export const requireSession: Server['requireSession']
  export interface SessionData { ${members} }
}
`
}

/** Registers a type where everything else of this package looks for it. */
function registerTypes(session: string, member: string, type: string): string {
  return `declare module ${session} {
  interface Register { ${member}: ${type} }
}

export {}
`
}
