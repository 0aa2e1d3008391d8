import { Suspense } from 'react'
import { auth } from '../../auth'

export default function Members() {
  return (
    <Suspense>
      <Member />
    </Suspense>
  )
}

async function Member() {
  const session = await auth()
  return <p data-testid="member">{session?.user?.name ?? 'nobody'}</p>
}
