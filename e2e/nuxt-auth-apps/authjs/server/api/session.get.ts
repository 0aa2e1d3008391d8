import { getServerSession } from '#auth'

export default defineEventHandler((event) => getServerSession(event))
