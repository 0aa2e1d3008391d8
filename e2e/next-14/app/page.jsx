import Link from 'next/link'
import { getServerSession } from 'sojourn/next'
import { authOptions } from '../auth'
import { Visitor } from '../visitor'
import { Whoami } from './whoami'

export default async function Home() {
  const session = await getServerSession(authOptions)
  return (
    <main>
      <Visitor />
      <p data-testid="server-name">{session?.user?.name ?? 'nobody'}</p>
      <Whoami />
      <Link href="/members" prefetch={false} data-testid="nav-members">
        Members
      </Link>
    </main>
  )
}
