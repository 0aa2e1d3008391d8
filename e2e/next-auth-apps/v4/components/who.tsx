'use client'
import { useSession } from 'next-auth/react'

/** Shows who is signed in. */
export function Who() {
  const { data, status } = useSession()
  return (
    <>
      <p data-testid="status">{status}</p>
      <p data-testid="name">{data?.user.name}</p>
    </>
  )
}
