import type { NextApiRequest, NextApiResponse } from 'next'
import { auth } from '../../auth'

export default async function whoami(req: NextApiRequest, res: NextApiResponse) {
  const session = await auth(req, res)
  res.json({ name: session?.user?.name ?? null })
}
