import { answerJson, textField } from 'example-demo/answer-json'
import { passwords } from 'example-demo/people'
import { authError } from 'sojourn'
import { requireAuthentication } from 'sojourn/next'
import { authOptions } from '../../../auth'

/** Changes the password of whoever asks, and signs them out everywhere else. */
export function POST(request: Request): Promise<Response> {
  return answerJson(request, async (fields) => {
    const { sub, jti } = await requireAuthentication(authOptions)
    if (!sub) throw authError('session_required')
    await passwords.change(sub, {
      current: textField(fields, 'current'),
      password: textField(fields, 'password'),
      keepSession: jti,
    })
  })
}
