import { useSession } from 'next-auth/react'
import { useState } from 'react'

export default function RequiredOwn() {
  const [calls, setCalls] = useState(0)
  const { data, status } = useSession({
    required: true,
    onUnauthenticated() {
      setCalls((before) => before + 1)
    },
  })
  return (
    <>
      <p data-testid="calls">{calls > 0 ? 'called' : 'not called'}</p>
      <p data-testid="status">{status}</p>
      <p data-testid="name">{status === 'authenticated' ? data.user.name : ''}</p>
    </>
  )
}
