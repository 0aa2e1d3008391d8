import Link from 'next/link'
import { auth } from '@/auth'
import {
  harbourAddress,
  rename,
  signInAnyhow,
  signInAtHarbour,
  signInHere,
  signInNowhere,
  signOutHere,
  signOutQuietly,
  signOutToJoin,
} from './actions'
import { ActionButton } from './forms'

export default async function Page() {
  const session = await auth()
  return (
    <main>
      <p data-testid="name">{session?.user.name ?? 'nobody'}</p>
      <p data-testid="role">{session?.user.role ?? 'none'}</p>
      <p data-testid="id">{session?.user.id ?? 'none'}</p>
      <ActionButton name="sign-in-here" action={signInHere} />
      <ActionButton name="harbour-address" action={harbourAddress} />
      <ActionButton name="sign-out-quietly" action={signOutQuietly} />
      <ActionButton name="rename" action={rename} />
      <form action={signInAtHarbour}>
        <button data-testid="sign-in-harbour">Harbour</button>
      </form>
      <form action={signInAnyhow}>
        <button data-testid="sign-in-anyhow">Anyhow</button>
      </form>
      <form action={signInNowhere}>
        <button data-testid="sign-in-nowhere">Nowhere</button>
      </form>
      <form action={signOutHere}>
        <button data-testid="sign-out">Sign out</button>
      </form>
      <form action={signOutToJoin}>
        <button data-testid="sign-out-to-join">Sign out and join</button>
      </form>
      <Link href="/account" prefetch={false} data-testid="to-account">
        Account
      </Link>
      <Link href="/members" prefetch={false} data-testid="to-members">
        Members
      </Link>
    </main>
  )
}
