export default defineEventHandler(async (event) => {
  const { username, password } = await note(event)
  if (!username || !password) throw createError({ statusCode: 400, statusMessage: 'Incomplete' })
  return { registered: register(username, password).name }
})
