/**
 * The modules of providers, as a door's table, `providers.mts`, has them.
 *
 * @module
 */

/** Begins each file that is made. */
export const mark = '// Made by build-door.ts'

/** A module of `next-auth/providers`. */
export interface ProviderModule {
  /** The factory's name in declarations. */
  readonly name: string
  /** Type of what the provider says of a person; its members are whatever that is. */
  readonly profile?: string
  /** Other objects that it exports as types. */
  readonly shapes?: readonly string[]
  /** Texts that it exports as types. */
  readonly texts?: readonly string[]
  /** Options of its own: members of an interface. */
  readonly options?: string
  /** What the original calls it, where `sojourn/providers` has another word. */
  readonly defaults?: { readonly id?: string; readonly name?: string }
}

/** How a factory is declared. */
export interface Declaration {
  /** The import of what the signature names. */
  readonly imported: string
  /** The function, with `own` in the type of its parameter. */
  readonly signature: (own: string) => string
}

/** The factory in `sojourn/providers`: the module's name, as code spells it. */
function factoryOf(module: string): string {
  return module
    .replace(/^42/, 'forty-two')
    .replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase())
}

/** The module's code. */
export function providerModule(module: string, { defaults }: ProviderModule): string {
  const factory = factoryOf(module)
  const own = Object.entries(defaults ?? {}).map(([member, value]) => `${member}: '${value}'`)
  const made = `(options) => ({ ...${factory}(options), ${own.join(', ')} })`
  return `${mark}
import { ${factory} } from 'sojourn/providers/${module}'
import { callable } from '../callable.mjs'

export default callable(${defaults ? made : factory})
`
}

/** The module's types. */
export function providerTypes(
  module: string,
  { name, profile, shapes = [], texts = [], options }: ProviderModule,
  { imported, signature }: Declaration,
): string {
  const objects = profile === undefined ? shapes : [profile, ...shapes]
  return [
    mark,
    imported,
    ...objects.map((shape) => `export interface ${shape} extends Record<string, any> {}`),
    ...texts.map((text) => `export type ${text} = string`),
    `/** Makes the provider of \`sojourn/providers/${module}\`. */`,
    `declare function ${name}${signature(options === undefined ? '' : ` & { ${options} }`)}`,
    `export default ${name}`,
    '',
  ].join('\n')
}
