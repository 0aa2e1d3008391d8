/**
 * Where Prisma has the file of an address that both read.
 *
 * @module
 */
import { existsSync } from 'node:fs'
import { isAbsolute, join, sep } from 'node:path'

/**
 * The file that Prisma means by a relative path, from the usual folder of `schema.prisma`; `undefined` if
 * it is not there.
 */
export function prismaFile(file: string): string | undefined {
  if (isAbsolute(file)) return undefined
  const ofPrisma = join('prisma', file)
  return existsSync(ofPrisma) ? ofPrisma.replaceAll(sep, '/') : undefined
}
