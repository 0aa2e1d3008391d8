'use server'

import { getServerSession } from 'sojourn/next'
import { authOptions } from '../auth'

export async function whoami() {
  return (await getServerSession(authOptions))?.user?.name ?? 'nobody'
}
