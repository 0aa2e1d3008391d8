import type { NextApiRequest, NextApiResponse } from 'next'
import { getServerSession } from 'next-auth'
import { getSession } from 'next-auth/react'
import { authOptions } from '../../auth/options'

export default async function handler(req: NextApiRequest, res: NextApiResponse) {
  if ('old' in req.query) return res.json(await getSession({ req }))
  const session = await getServerSession(req, res, authOptions)
  if (!session) {
    res.status(401).json({ message: 'You must be logged in.' })
    return
  }
  res.json(session)
}
