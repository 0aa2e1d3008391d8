import { useState } from 'react'
import { getSession, useStepUp } from 'sojourn/react'
import { deleteAccount } from '../app/account/actions'
import { usePending } from '../hooks/use-pending'

/** Deletes the account, for good. */
export function DeleteAccount() {
  const { run: callWithStepUp } = useStepUp()
  const [result, setResult] = useState<string>()
  const { pending, run } = usePending<'delete'>()

  function remove(): void {
    void run('delete', async () => {
      setResult(undefined)
      try {
        const { deleted } = await callWithStepUp(deleteAccount)
        setResult(deleted ? 'It is gone.' : 'There was nothing to delete.')
        await getSession()
      } catch {
        // They thought better of it, or somebody else has signed in.
        setResult('Nothing was deleted.')
      }
    })
  }

  return (
    <section className="panel delete needs-script" aria-labelledby="delete-title">
      <h2 id="delete-title">Leave for good</h2>
      <p>Deletes your account and signs you out everywhere. You confirm first that it is you.</p>
      <button
        className="button secondary"
        type="button"
        data-testid="delete-account"
        disabled={pending !== undefined}
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
