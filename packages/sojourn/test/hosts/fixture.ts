/**
 * What tests ask a host for beside its answers, over the same connections.
 *
 * @module
 */

/** Header by which a test says what is to be done with a request. */
export const fixtureHeader = 'x-fixture'

/** What was found, or how finding it failed, as text. */
export async function writeFixture(find: () => unknown): Promise<string> {
  try {
    return JSON.stringify({ value: (await find()) ?? null })
  } catch (error) {
    const { code, message } = error as { code?: string; message: string }
    return JSON.stringify({ refusal: { code, message } })
  }
}

/** Reads what {@link writeFixture} wrote. Rejects if finding it failed. */
export async function readFixture<T>(response: Response): Promise<T> {
  const { value, refusal } = (await response.json()) as {
    value: T
    refusal?: { code: string; message: string }
  }
  if (refusal !== undefined) throw Object.assign(new Error(refusal.message), refusal)
  return value
}
