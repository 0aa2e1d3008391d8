import { getServerSession } from 'sojourn/next'
import { authOptions } from '../../auth'

export default async function me(req, res) {
  res.json({ session: await getServerSession(req, res, authOptions) })
}
