/**
 * The option `provider.session.dataType` as TypeScript.
 *
 * @module
 */
import type { SessionDataType } from '../options.ts'

/**
 * Writes the members of an object type.
 *
 * @param type Types as text, by member; a name that ends with `?` is optional.
 * @throws {TypeError} A text that is not one type, and would break the file that it is written into.
 */
export function sessionDataMembers(type: SessionDataType, path = 'dataType'): string {
  return Object.entries(type)
    .map(([key, value]) => {
      const isOptional = key.length > 1 && key.endsWith('?')
      const name = JSON.stringify(isOptional ? key.slice(0, -1) : key)
      const where = `${path}.${key}`
      const text =
        typeof value === 'string'
          ? typeText(value, where)
          : `{ ${sessionDataMembers(value, where)} }`
      return `${name}${isOptional ? '?' : ''}: ${text};`
    })
    .join(' ')
}

const closing: Record<string, string> = { '(': ')', '[': ']', '{': '}' }

/** A type on one line; what would end it, or swallow what follows, is refused. */
function typeText(text: string, where: string): string {
  const refuse = (why: string): never => {
    throw new TypeError(
      `auth.provider.session.${where} is "${text}", which is not a TypeScript type: ${why}. Write a type as text, such as "string | number".`,
    )
  }
  const type = text.trim().replaceAll(/\s+/g, ' ')
  if (type === '') refuse('it is empty')
  const open: string[] = []
  // Strings are one part each, whatever they hold.
  const parts = type.match(/'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*"|`(?:[^`\\]|\\.)*`|\/[/*]|./g) ?? []
  for (const part of parts) {
    if (part === '//' || part === '/*') refuse('it holds a comment')
    if (part.length > 1) continue
    if (/['"`\\]/.test(part)) refuse('a quote is not closed')
    const end = closing[part]
    if (end !== undefined) open.push(end)
    else if (/[)\]}]/.test(part) && open.pop() !== part) refuse('brackets do not match')
    else if (part === ';' && open.length === 0) refuse('";" ends it')
  }
  if (open.length > 0) refuse('a bracket is not closed')
  return type
}
