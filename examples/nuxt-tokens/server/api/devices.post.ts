import { answerJson, textField } from 'example-demo/answer-json'
import { requireSession } from '#auth'
import tokens from '../auth'

/** Signs whoever asks out of one session, named by its public id, or with `others` of all but this one. */
export default defineEventHandler(async (event) => {
  const { id, token } = await requireSession(event)
  return answerJson(toWebRequest(event), async (fields) => {
    const which = textField(fields, 'revoke')
    if (which === 'others') await tokens.endSessions(id, { except: token.session })
    else await tokens.endSession(id, which)
  })
})
