'use client'

import { type FormProblem, formProblem } from 'example-demo/account-message'
import { postJson } from 'example-demo/post-json'
import Link from 'next/link'
import { type FormEvent, useState } from 'react'
import { signIn } from 'sojourn/react'
import { usePending } from '../hooks/use-pending'
import { enteredText, focusProblem, FormField } from './form-field'

/** Makes an account and signs in to it. */
export function JoinPanel({ callbackUrl }: { callbackUrl: string }) {
  const [problem, setProblem] = useState<FormProblem>()
  const { pending, run } = usePending<'join'>()

  function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault()
    const form = event.currentTarget
    void run('join', async () => {
      setProblem(undefined)
      const refusal = await join(new FormData(form))
      setProblem(refusal)
      focusProblem(form, refusal)
    })
  }

  async function join(fields: FormData): Promise<FormProblem | undefined> {
    const entered = {
      email: enteredText(fields, 'email'),
      password: enteredText(fields, 'password'),
    }
    const code = await postJson('/api/join', { ...entered, name: enteredText(fields, 'name') })
    if (code !== undefined) return formProblem(code)

    const result = await signIn('credentials', {
      ...entered,
      remember: fields.has('remember'),
      callbackUrl,
      redirect: false,
    })
    if (result?.error) {
      return { field: undefined, text: 'Your account is there. Sign in to use it.' }
    }
    // Not by the router: what it fetched ahead for somebody signed out no longer holds.
    location.assign(result?.url ?? '/')
    return undefined
  }

  return (
    <main id="content" className="narrow login">
      <section className="panel" aria-labelledby="title">
        <h1 id="title">Make an account</h1>

        <div aria-live="polite">
          {problem && !problem.field && (
            <p className="problem" data-testid="join-error">
              {problem.text}
            </p>
          )}
          <noscript>
            <p className="problem">Making an account needs JavaScript.</p>
          </noscript>
        </div>

        <form className="needs-script" method="post" onSubmit={submit}>
          <label>
            Name
            <input
              name="name"
              required
              maxLength={60}
              autoComplete="name"
              data-testid="join-name"
            />
          </label>
          <FormField
            label="E-mail address"
            name="email"
            type="email"
            required
            maxLength={254}
            autoComplete="username"
            data-testid="join-email"
            problem={problem}
          />
          <FormField
            label="Password"
            name="password"
            hint="At least 8 characters."
            type="password"
            required
            autoComplete="new-password"
            data-testid="join-password"
            problem={problem}
          />
          <label className="check">
            <input type="checkbox" name="remember" defaultChecked data-testid="join-remember" />
            Stay signed in
          </label>
          <button
            className="button wide"
            data-testid="join-submit"
            disabled={pending !== undefined}
          >
            {pending ? 'One moment …' : 'Make an account'}
          </button>
        </form>

        <p className="other">
          Here before?{' '}
          <Link href={{ pathname: '/login', query: callbackUrl === '/' ? {} : { callbackUrl } }}>
            Sign in
          </Link>
        </p>
      </section>
    </main>
  )
}
