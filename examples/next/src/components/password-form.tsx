'use client'

import { type FormProblem, formProblem } from 'example-demo/account-message'
import { postJson } from 'example-demo/post-json'
import { type FormEvent, useState } from 'react'
import { usePending } from '../hooks/use-pending'
import { enteredText, focusProblem, FormField } from './form-field'

/** A new password. Whoever knows the old one is signed out everywhere else. */
export function PasswordForm({ email }: { email: string }) {
  const [problem, setProblem] = useState<FormProblem>()
  const [done, setDone] = useState(false)
  const { pending, run } = usePending<'change'>()

  function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault()
    const form = event.currentTarget
    const fields = new FormData(form)
    void run('change', async () => {
      setProblem(undefined)
      setDone(false)
      const code = await postJson('/api/password', {
        current: enteredText(fields, 'current'),
        password: enteredText(fields, 'password'),
      })
      const refusal = formProblem(code)
      setProblem(refusal)
      focusProblem(form, refusal)
      if (code !== undefined) return
      setDone(true)
      form.reset()
    })
  }

  return (
    <section className="panel password needs-script" aria-labelledby="password-title">
      <h2 id="password-title">Another password</h2>
      <p>It signs you out everywhere but here.</p>
      <form method="post" onSubmit={submit}>
        {/* So that a password manager knows whose password this is. */}
        <input
          className="spoken"
          type="email"
          autoComplete="username"
          tabIndex={-1}
          aria-hidden="true"
          readOnly
          value={email}
        />
        <FormField
          label="Your password now"
          name="current"
          type="password"
          required
          autoComplete="current-password"
          data-testid="password-current"
          problem={problem}
        />
        <FormField
          label="Your new password"
          name="password"
          hint="At least 8 characters."
          type="password"
          required
          autoComplete="new-password"
          data-testid="password-new"
          problem={problem}
        />
        <button
          className="button secondary"
          data-testid="password-submit"
          disabled={pending !== undefined}
        >
          {pending ? 'Changing …' : 'Change the password'}
        </button>
        <p className={done ? 'result ok' : 'result'} role="status" data-testid="password-result">
          {done
            ? 'Changed. You are signed out everywhere but here.'
            : !problem?.field && problem?.text}
        </p>
      </form>
    </section>
  )
}
