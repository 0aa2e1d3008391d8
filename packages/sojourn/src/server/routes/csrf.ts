/**
 * `GET /csrf`: the token that forms repeat.
 *
 * @module
 */
import type { CsrfBody } from '../../core/protocol.ts'
import { type Answer, json } from '../answer.ts'
import { issueCsrfToken } from '../guards/csrf.ts'
import type { RouteContext } from './context.ts'

export async function answerCsrf({ engine, request }: RouteContext): Promise<Answer> {
  const { token, cookies } = await issueCsrfToken(engine, request)
  return json({ csrfToken: token } satisfies CsrfBody, { cookies })
}
