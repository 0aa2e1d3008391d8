/**
 * What a `package.json` says.
 *
 * @module
 */
import { readFileSync } from 'node:fs'
import { isRecord } from '../core/protocol.ts'

/** What stands in a `package.json`; `null` if it is not there, or is none. */
export function readPackage(file: string | URL): Readonly<Record<string, unknown>> | null {
  try {
    const parsed: unknown = JSON.parse(readFileSync(file, 'utf8'))
    return isRecord(parsed) ? parsed : null
  } catch {
    return null
  }
}

/** The packages that an application asks for by name, with their ranges. */
export function wantedBy(
  application: Readonly<Record<string, unknown>> | null,
): Readonly<Record<string, unknown>> {
  return {
    ...recordOf(application?.['devDependencies']),
    ...recordOf(application?.['dependencies']),
  }
}

/** An object as it is; an empty one for anything else. */
export function recordOf(value: unknown): Readonly<Record<string, unknown>> {
  return isRecord(value) ? value : {}
}
