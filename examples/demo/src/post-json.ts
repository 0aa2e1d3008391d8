/**
 * Posts to a route of the demos, from a page.
 *
 * @returns The code of what went wrong; `undefined` if it was done.
 */
export async function postJson(
  path: string,
  fields: Readonly<Record<string, string>>,
): Promise<string | undefined> {
  try {
    const response = await fetch(path, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(fields),
    })
    if (response.ok) return undefined
    const answer = (await response.json()) as { code?: unknown }
    return typeof answer.code === 'string' ? answer.code : 'request_failed'
  } catch {
    return 'session_unavailable'
  }
}
