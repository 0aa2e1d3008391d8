import { signInMessage } from 'example-demo/sign-in-message'
import { useEffect, useRef, useState } from 'react'
import { signIn, useSession, useStepUp } from 'sojourn/react'
import { usePending } from '../hooks/use-pending'

/** Asks whoever is there to confirm who they are. What was refused is then done after all. */
export function StepUpDialog() {
  const { challenge, signIn: signInAgain, retry, cancel } = useStepUp()
  const { data } = useSession()
  const dialog = useRef<HTMLDialogElement>(null)
  const [problem, setProblem] = useState<string>()
  const { pending, run } = usePending<'confirm'>()
  const isOpen = challenge !== undefined

  useEffect(() => {
    if (isOpen) dialog.current?.showModal()
    else dialog.current?.close()
    setProblem(undefined)
  }, [isOpen])

  function confirm(fields: FormData): Promise<void> {
    return run('confirm', async () => {
      const { error, code } = await signIn('credentials', {
        email: data?.user.email,
        password: fields.get('password'),
        redirect: false,
      })
      setProblem(signInMessage(error, code))
      if (!error) await retry()
    })
  }

  return (
    <dialog
      ref={dialog}
      className="step-up"
      aria-labelledby="step-up-title"
      data-testid="step-up"
      onCancel={cancel}
    >
      <h2 id="step-up-title">Is it you?</h2>
      <p>{challenge?.message}</p>
      <p className="problem" role="alert" hidden={!problem} data-testid="step-up-problem">
        {problem}
      </p>
      {data?.provider === 'credentials' ? (
        <form action={confirm}>
          <label>
            Your password
            <input
              name="password"
              type="password"
              autoComplete="current-password"
              required
              data-testid="step-up-password"
            />
          </label>
          <button className="button wide" data-testid="step-up-confirm" disabled={!!pending}>
            {pending ? 'One moment …' : 'Confirm'}
          </button>
        </form>
      ) : (
        <button
          className="button wide"
          type="button"
          data-testid="step-up-window"
          disabled={!!pending}
          // Straight from the click: a browser opens no window otherwise.
          onClick={() =>
            void run('confirm', async () => {
              const { error, code } = await signInAgain('harbour')
              setProblem(signInMessage(error, code))
            })
          }
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
