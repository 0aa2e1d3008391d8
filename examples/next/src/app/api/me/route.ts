import { getServerSession } from 'sojourn/next'
import { authOptions } from '../../../auth'
import { reportOn } from '../../../visitor'

/** What a route handler of this application knows about whoever asks. */
export async function GET(): Promise<Response> {
  return Response.json(reportOn(await getServerSession(authOptions), 'app'))
}
