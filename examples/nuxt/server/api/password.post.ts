import { answerJson, textField } from 'example-demo/answer-json'
import { passwords } from 'example-demo/people'
import { authError } from 'sojourn'
import { getToken } from '#auth'

/** Changes the password of whoever asks, and signs them out everywhere else. */
export default defineEventHandler((event) =>
  answerJson(toWebRequest(event), async (fields) => {
    const token = await getToken({ event })
    if (!token?.sub) throw authError('session_required')
    await passwords.change(token.sub, {
      current: textField(fields, 'current'),
      password: textField(fields, 'password'),
      keepSession: token.jti,
    })
  }),
)
