import { getServerSession } from 'next-auth'
import { Lab } from '../../components/lab'
import { Ask } from './ask'
import { auth, authOptions } from '../../auth/options'

export default async function Page() {
  const session = await getServerSession(authOptions)
  const again = await auth()
  return (
    <>
      <p data-testid="server-name">{session?.user.name ?? 'nobody'}</p>
      <p data-testid="server-keys">
        {Object.keys(session ?? {})
          .toSorted()
          .join(' ')}
      </p>
      <p data-testid="server-again">{again?.user.role ?? 'none'}</p>
      <Ask />
      <Lab />
    </>
  )
}
