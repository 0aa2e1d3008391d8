'use client'

import { useSession } from 'next-auth/react'

/** Only for who is signed in; others are led to sign in, unless the application does something else. */
export function Required({ onUnauthenticated }: { onUnauthenticated?: () => void }) {
  const session = useSession({ required: true, onUnauthenticated })
  if (session.status === 'loading') return <p data-testid="status">loading</p>
  return <p data-testid="name">{session.data.user.name}</p>
}
