import type { NextApiRequest, NextApiResponse } from 'next'
import { getServerSession } from 'sojourn/next'
import { authOptions } from '../../auth'
import { reportOn } from '../../visitor'

/** What an API route knows about whoever asks. */
export default async function classicMe(req: NextApiRequest, res: NextApiResponse): Promise<void> {
  res.json(reportOn(await getServerSession(req, res, authOptions), 'pages'))
}
