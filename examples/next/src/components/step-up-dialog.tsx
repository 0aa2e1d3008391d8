import { signInMessage } from 'example-demo/sign-in-message'
import { useEffect, useRef, useState } from 'react'
import { signIn, useSession, useStepUp } from 'sojourn/react'
import { usePending } from '../hooks/use-pending'

/** Asks whoever is there to confirm who they are. What was refused is then done after all. */
export function StepUpDialog() {
  const { challenge, signIn: signInAgain, retry, cancel } = useStepUp()
  const { data, status } = useSession()
  const dialog = useRef<HTMLDialogElement>(null)
  const password = useRef<HTMLInputElement>(null)
  const [problem, setProblem] = useState<string>()
  const { pending, run } = usePending<'confirm'>()
  const isOpen = challenge !== undefined

  useEffect(() => {
    if (isOpen) dialog.current?.showModal()
    else dialog.current?.close()
    setProblem(undefined)
  }, [isOpen])

  // Signed out meanwhile: then a confirmation is no longer enough.
  const isTooLate = isOpen && status === 'unauthenticated'
  useEffect(() => {
    if (isTooLate) cancel()
  }, [isTooLate, cancel])

  function confirm(fields: FormData): Promise<void> {
    return run('confirm', async () => {
      const { error, code } = await signIn('credentials', {
        email: data?.user.email,
        password: fields.get('password'),
        redirect: false,
      })
      setProblem(stepUpMessage(error, code))
      if (error) password.current?.focus()
      else await retry()
    })
  }

  function confirmInWindow(): void {
    void run('confirm', async () => {
      setProblem(undefined)
      // Straight from the click: a browser opens no window otherwise.
      const { error, code } = await signInAgain('harbour')
      setProblem(stepUpMessage(error, code))
    })
  }

  return (
    <dialog
      ref={dialog}
      className="step-up"
      aria-labelledby="step-up-title"
      aria-describedby="step-up-why"
      data-testid="step-up"
      onCancel={cancel}
    >
      <h2 id="step-up-title">Is it you?</h2>
      <p id="step-up-why">
        You signed in a while ago, and this cannot be undone. Confirm that it is still you.
      </p>
      <div role="alert">
        {problem && (
          <p className="problem" data-testid="step-up-problem">
            {problem}
          </p>
        )}
      </div>
      {data?.provider === 'credentials' ? (
        <form action={confirm}>
          {/* So that a password manager knows whose password this is. */}
          <input
            className="spoken"
            type="email"
            autoComplete="username"
            tabIndex={-1}
            aria-hidden="true"
            readOnly
            value={data.user.email ?? ''}
          />
          <label>
            Your password
            <input
              ref={password}
              name="password"
              type="password"
              autoComplete="current-password"
              required
              autoFocus
              data-testid="step-up-password"
            />
          </label>
          <button
            className="button wide"
            data-testid="step-up-confirm"
            aria-disabled={pending !== undefined}
          >
            {pending ? 'One moment …' : 'Confirm'}
          </button>
        </form>
      ) : (
        <button
          className="button wide"
          type="button"
          data-testid="step-up-window"
          aria-disabled={pending !== undefined}
          onClick={confirmInWindow}
        >
          {pending ? 'Waiting for the window …' : 'Confirm with Harbour ID'}
        </button>
      )}
      <button className="text" type="button" data-testid="step-up-cancel" onClick={cancel}>
        Leave it
      </button>
    </dialog>
  )
}

/** Here only the password is asked for. */
function stepUpMessage(error: string | null | undefined, code: unknown): string | undefined {
  return code === 'credentials_rejected'
    ? 'This is not your password. Check it and try again.'
    : signInMessage(error, code)
}
