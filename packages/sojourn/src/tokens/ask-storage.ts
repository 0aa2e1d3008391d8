/**
 * Questions to the storage: what it could not do becomes a failure of the catalog.
 *
 * @module
 */
import { asAuthError } from '../core/errors.ts'

/**
 * The storage's answer.
 *
 * @throws {AuthError} `storage_unavailable` if it could not answer, or the storage's own, such as
 *   `storage_outdated`.
 */
export async function ask<T>(question: () => T | Promise<T>): Promise<T> {
  try {
    return await question()
  } catch (cause) {
    throw asAuthError(cause, 'storage_unavailable')
  }
}
