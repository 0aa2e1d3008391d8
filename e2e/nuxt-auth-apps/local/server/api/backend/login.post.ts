export default defineEventHandler(async (event) => {
  const { username, password } = await note(event)
  const person = find(username)
  if (person?.password !== password || !person) {
    throw createError({
      statusCode: 401,
      statusMessage: 'Wrong name or password',
      data: { hint: 'engine' },
    })
  }
  setCookie(event, 'backend', 'login', { path: '/' })
  return issue(person)
})
