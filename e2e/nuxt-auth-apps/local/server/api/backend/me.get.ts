export default defineEventHandler(async (event) => {
  await note(event)
  await wait(settings.sessionDelay)
  return { data: { user: seen(bearer(event)) } }
})
