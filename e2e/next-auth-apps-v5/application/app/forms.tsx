'use client'

import { useActionState } from 'react'
import { authenticate, type FormState } from './actions'

/** A button whose action stays on the page; what it says is shown beside it. */
export function ActionButton({ name, action }: { name: string; action: () => Promise<FormState> }) {
  const [state, run, isPending] = useActionState(action, { text: '' })
  return (
    <form action={run}>
      <button data-testid={name}>{name}</button>
      <output data-testid={`${name}-said`}>{isPending ? '' : state.text}</output>
    </form>
  )
}

/** A sign-in form that stays on the page when it fails. */
export function StateForm() {
  const [state, run] = useActionState(authenticate, { text: '' })
  return (
    <form action={run}>
      <input name="username" data-testid="state-username" />
      <input name="password" type="password" data-testid="state-password" />
      <button data-testid="state-submit">Sign in</button>
      <output data-testid="state-said">{state.text}</output>
    </form>
  )
}
