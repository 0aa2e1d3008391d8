/** Who is signed in, as the server side of both says. */
import * as theirs from 'next-auth'
import * as ours from 'sojourn/next'
import { options, ourOptions } from '../../options'

export async function GET() {
  return Response.json({
    ours: await ours.getServerSession(ourOptions),
    theirs: await theirs.getServerSession(options),
  })
}
