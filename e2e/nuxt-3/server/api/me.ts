import { getServerSession } from '#auth'

export default defineEventHandler(async (event) => ({ session: await getServerSession(event) }))
