import { requireSession } from '#auth'
import { listDevices } from '../devices'

/** Where whoever asks is signed in. */
export default defineEventHandler(async (event) => listDevices(await requireSession(event)))
