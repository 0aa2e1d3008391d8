import { getToken } from '#auth'

export default defineEventHandler(async (event) => ({ raw: await getToken({ event, raw: true }) }))
