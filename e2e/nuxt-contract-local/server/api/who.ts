import { getServerSession, getToken } from '#auth'

export default defineEventHandler(async (event) => ({
  session: await getServerSession(event),
  token: await getToken({ event }),
}))
