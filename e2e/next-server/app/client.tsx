'use client'

import { useSession } from 'sojourn/react'

export function Client() {
  const { data, status } = useSession()
  return <p data-testid="client">{`${status} ${data?.user?.name ?? ''}`}</p>
}
