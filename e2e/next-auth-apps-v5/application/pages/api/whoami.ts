import type { NextApiRequest, NextApiResponse } from 'next'
import { auth } from '@/auth'
import { lazy } from '@/lazy-auth'

export default async function whoami(req: NextApiRequest, res: NextApiResponse) {
  const session = await ('lazy' in req.query ? lazy.auth(req, res) : auth(req, res))
  if (!session) return res.status(401).json({ message: 'Not authenticated' })
  return res.json({
    name: session.user.name,
    role: session.user.role,
    ...('tenant' in session && { tenant: session.tenant }),
  })
}
