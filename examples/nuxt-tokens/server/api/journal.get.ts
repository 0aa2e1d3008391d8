import { requireSession } from '#auth'
import { readJournal } from '../journal'

/** What happened to the session that asks. */
export default defineEventHandler(async (event) => {
  const { token } = await requireSession(event)
  return readJournal(token.session)
})
