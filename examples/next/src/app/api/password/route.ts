import { answerJson, textField } from 'example-demo/answer-json'
import { passwords } from 'example-demo/people'
import { authError } from 'sojourn'
import { type Auth, createAuth } from 'sojourn/server'
import { authOptions } from '../../../auth'

let auth: Auth | undefined

/** Changes the password of whoever asks, and signs them out everywhere else. */
export function POST(request: Request): Promise<Response> {
  return answerJson(request, async (fields) => {
    // Not above: a build loads this, too, and has no secret.
    auth ??= createAuth(authOptions)
    const token = await auth.getToken(request)
    if (!token?.sub) throw authError('session_required')
    await passwords.change(token.sub, {
      current: textField(fields, 'current'),
      password: textField(fields, 'password'),
      keepSession: token.jti,
    })
  })
}
