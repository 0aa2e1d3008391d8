import { passwords, storage } from 'example-demo/people'
import { createTokens } from 'sojourn/tokens'
import { note } from './journal'

/** The backend. The module mounts it below `/api/auth`, since this file is here and says nothing else. */
export default createTokens({
  storage,
  passwords,
  secret: process.env.AUTH_SECRET,
  // Half a minute, to see it happen; the default is a quarter of an hour.
  accessToken: { maxAge: 30 },
  // The default is 30. In a demo nobody wants to wait that long for a thief to be found out.
  refreshToken: { reuseInterval: 5 },
  session: ({ user, claims }) => ({
    id: user.id,
    name: user.name,
    email: user.email,
    // No secret: of the token, only when it was made and when it ends.
    token: {
      session: claims.sid,
      id: claims.jti,
      issuedAt: claims.iat * 1000,
      expiresAt: claims.exp * 1000,
    },
  }),
  events: {
    signIn: ({ sessionId }) => note(sessionId, 'signed-in'),
    refresh: ({ sessionId, isRepeated }) => note(sessionId, isRepeated ? 'repeated' : 'refreshed'),
  },
})
