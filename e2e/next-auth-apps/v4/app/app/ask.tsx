'use client'
import { useState } from 'react'
import { nameOfVisitor } from './actions'

/** Asks a server action who it is. */
export function Ask() {
  const [name, setName] = useState('')
  return (
    <button type="button" data-testid="ask" onClick={() => void nameOfVisitor().then(setName)}>
      {name}
    </button>
  )
}
