import { getServerSession } from '#auth'

export default defineEventHandler(async (event) => {
  if (!event.path.startsWith('/api/private')) return
  const session = await getServerSession(event)
  if (!session) throw createError({ statusCode: 401, statusMessage: 'Sign in first' })
})
