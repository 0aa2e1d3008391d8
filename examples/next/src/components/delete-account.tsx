import { useState } from 'react'
import { AuthError } from 'sojourn/client'
import { getSession, signIn, signOut, useStepUp } from 'sojourn/react'
import { deleteAccount } from '../app/account/actions'
import { usePending } from '../hooks/use-pending'

/** How far it is. */
export type Deletion = 'none' | 'under way' | 'done'

interface DeleteAccountProps {
  /** Told of each change: while it is not `none`, a session that ends is no surprise. */
  onChange: (deletion: Deletion) => void
}

/** Deletes the account, for good. */
export function DeleteAccount({ onChange }: DeleteAccountProps) {
  const { run: callWithStepUp } = useStepUp()
  const [result, setResult] = useState<string>()
  const { pending, run } = usePending<'delete'>()

  function remove(): void {
    void run('delete', async () => {
      setResult(undefined)
      onChange('under way')
      try {
        await callWithStepUp(deleteAccount)
        onChange('done')
        // So that this browser's cookie goes, too, and its other tabs know.
        await signOut({ redirect: false })
      } catch (error) {
        onChange('none')
        setResult(refusalText(error))
        // It may have ended while the dialog was open.
        if (!(await getSession())) await signIn()
      }
    })
  }

  return (
    <section className="panel delete needs-script" aria-labelledby="delete-title">
      <h2 id="delete-title">Leave for good</h2>
      <p>Deletes your account and signs you out everywhere. You confirm first that it is you.</p>
      {/* Not `disabled`: the dialog gives the focus back to it. */}
      <button
        className="button secondary"
        type="button"
        data-testid="delete-account"
        aria-disabled={pending !== undefined}
        onClick={remove}
      >
        {pending ? 'One moment …' : 'Delete my account'}
      </button>
      <p className="result" role="status" data-testid="delete-result">
        {result}
      </p>
    </section>
  )
}

/** Why nothing was deleted, as far as that is known. */
function refusalText(error: unknown): string {
  if (!AuthError.is(error)) return 'It is not certain that this was done. Try again in a moment.'
  return error.code === 'access_denied'
    ? 'Somebody else has signed in, so nothing was deleted.'
    : 'Nothing was deleted.'
}
