import { getServerSession } from '#auth'

/** What a route of this application knows about whoever asks. */
export default defineEventHandler(async (event) => ({
  askedAt: new Date().toISOString(),
  session: await getServerSession(event),
}))
