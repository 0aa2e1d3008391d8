import type { NextApiRequest, NextApiResponse } from 'next'
import { tables } from '../../auth/adapter'
import { notes } from '../../auth/notes'

/** For tests: what happened on the server, and what the adapter holds. */
export default function handler(req: NextApiRequest, res: NextApiResponse) {
  if (req.method === 'DELETE') notes().length = 0
  const { users, accounts, sessions, tokens } = tables()
  res.json({
    notes: notes(),
    users: [...users.values()],
    accounts,
    sessions: [...sessions.values()],
    tokens: tokens.length,
  })
}
