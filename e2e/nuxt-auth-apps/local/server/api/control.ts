/** What the tests see and set of the backend. */
export default defineEventHandler(async (event) => {
  if (event.method === 'POST') {
    const { reset: clean, ...changed } = await readBody(event)
    if (clean) reset()
    Object.assign(settings, changed)
  }
  return noted
})
