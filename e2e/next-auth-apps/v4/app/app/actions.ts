'use server'
import { getServerSession } from 'next-auth'
import { authOptions } from '../../auth/options'

export async function nameOfVisitor(): Promise<string> {
  const session = await getServerSession(authOptions)
  return session?.user.name ?? 'nobody'
}
