export default defineEventHandler(async (event) => {
  const { credentials } = await note(event)
  if (settings.signOutFails) throw createError({ statusCode: 500, statusMessage: 'Out of order' })
  endBy(credentials?.refresh)
  return { bye: true }
})
