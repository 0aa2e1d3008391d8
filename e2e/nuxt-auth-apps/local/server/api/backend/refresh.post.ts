export default defineEventHandler(async (event) => {
  const { credentials } = await note(event)
  await wait(settings.refreshDelay)
  return rotate(credentials?.refresh)
})
