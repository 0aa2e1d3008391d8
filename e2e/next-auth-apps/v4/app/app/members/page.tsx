import { getServerSession } from 'next-auth'
import { redirect } from 'next/navigation'
import { authOptions } from '../../../auth/options'
import { basePath } from '../../../auth/variant'

export default async function Members() {
  const session = await getServerSession(authOptions)
  if (!session) redirect(`${basePath}/signin?callbackUrl=/app/members`)
  return <p data-testid="member">{session.user.name}</p>
}
