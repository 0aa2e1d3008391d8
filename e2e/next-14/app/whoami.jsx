'use client'

import { useState } from 'react'
import { whoami } from './actions'

/** Asks by a server action, and shows what it says. */
export function Whoami() {
  const [answer, setAnswer] = useState('not asked')
  return (
    <p>
      <button data-testid="ask" onClick={() => void whoami().then(setAnswer)}>
        Who am I?
      </button>
      <output data-testid="action-name">{answer}</output>
    </p>
  )
}
