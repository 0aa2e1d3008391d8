import { getServerSession, getToken } from '#auth'

/** What a route of this application knows about whoever asks. */
export default defineEventHandler(async (event) => {
  const session = await getServerSession(event)
  const token = await getToken({ event })
  return {
    askedAt: new Date().toISOString(),
    session,
    // Of the sealed claims, those that the session does not show.
    token: token && { sub: token.sub, jti: token.jti, iat: token.iat, exp: token.exp },
  }
})
