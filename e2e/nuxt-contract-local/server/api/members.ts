import { requireSession } from '#auth'

export default defineEventHandler(async (event) => {
  const roles = getQuery(event)['roles']
  return requireSession(event, roles === undefined ? {} : { roles: [String(roles)] })
})
