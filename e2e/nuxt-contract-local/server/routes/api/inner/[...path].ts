/** The backend as routes of this application. */
export default defineEventHandler((event) => {
  const path = getRouterParam(event, 'path')
  return proxyRequest(event, `${process.env['CONTRACT_BACKEND']}/${path}`)
})
