import { answerJson, textField } from 'example-demo/answer-json'
import { authError } from 'sojourn'
import { requireSession } from '#auth'
import { forget, steal, useCopy } from '../thief'

/**
 * Plays the thief, with the session of whoever asks: takes a copy of the refresh token, or uses it.
 *
 * Only a demo has such a route. It never shows a token.
 */
export default defineEventHandler(async (event) => {
  const { token } = await requireSession(event)
  return answerJson(toWebRequest(event), async (fields) => {
    if (textField(fields, 'act') === 'steal') {
      steal(token.session, getCookie(event, 'auth.refresh-token'))
      return
    }
    const code = await useCopy(token.session, getRequestURL(event).origin)
    if (code === undefined) return
    forget(token.session)
    throw authError(code)
  })
})
