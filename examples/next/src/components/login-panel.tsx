'use client'

import { passwords } from 'example-demo/passwords'
import { signInMessage } from 'example-demo/sign-in-message'
import { useActionState, useRef } from 'react'
import { useFormStatus } from 'react-dom'
import { signIn } from 'sojourn/react'

interface LoginPanelProps {
  /** Where to go afterwards. */
  callbackUrl: string
  /** What was wrong with the sign-in that led here. */
  problem: string | undefined
}

/** What the forms show: why it did not work, and the name that was tried. */
interface Attempt {
  message: string | undefined
  username?: string
}

export function LoginPanel({ callbackUrl, problem }: LoginPanelProps) {
  const form = useRef<HTMLFormElement>(null)
  const [attempt, submit, pending] = useActionState(tryToSignIn, { message: problem })

  /** By the form that was sent: one has a user name, the other nothing. */
  async function tryToSignIn(_: Attempt, fields: FormData): Promise<Attempt> {
    const username = fields.get('username')
    const password = fields.get('password')
    if (typeof username !== 'string' || typeof password !== 'string') {
      const result = await signIn('harbour', { callbackUrl })
      // The browser is on its way to the provider, unless there is something to say.
      return { message: signInMessage(result?.error, result?.code) }
    }

    const result = await signIn('credentials', { username, password, callbackUrl, redirect: false })
    if (result?.error) return { message: signInMessage(result.error, result.code), username }

    // Not by the router: what it fetched ahead for somebody signed out no longer holds.
    location.assign(result?.url ?? '/')
    return { message: undefined, username }
  }

  function fillIn(person: (typeof passwords)[number]) {
    for (const [name, value] of Object.entries(person)) {
      const input = form.current?.elements.namedItem(name)
      if (input instanceof HTMLInputElement) input.value = value
    }
  }

  return (
    <main id="content" className="narrow login">
      <section className="panel" aria-labelledby="title">
        <h1 id="title">Sign in</h1>

        <div aria-live="polite">
          {attempt.message && (
            <p className="problem" data-testid="login-error">
              {attempt.message}
            </p>
          )}
          <noscript>
            <p className="problem">Signing in on this page needs JavaScript.</p>
          </noscript>
        </div>

        <form action={submit}>
          <button className="button wide" data-testid="sign-in-harbour" disabled={pending}>
            <Label meanwhile="Opening Harbour ID …">Sign in with Harbour ID</Label>
          </button>
        </form>

        <p className="or">
          <span>or with a password</span>
        </p>

        <form ref={form} action={submit}>
          <label>
            User name
            <input
              name="username"
              defaultValue={attempt.username}
              autoComplete="username"
              autoCapitalize="none"
              spellCheck={false}
              required
              data-testid="credentials-username"
            />
          </label>
          <label>
            Password
            <input
              name="password"
              type="password"
              autoComplete="current-password"
              required
              data-testid="credentials-password"
            />
          </label>
          <button
            className="button secondary wide"
            data-testid="credentials-submit"
            disabled={pending}
          >
            <Label meanwhile="Checking …">Sign in</Label>
          </button>
        </form>
      </section>

      <aside aria-labelledby="people-title">
        <h2 id="people-title" className="label">
          Who can sign in with a password
        </h2>
        <ul>
          {passwords.map((person) => (
            <li key={person.username}>
              <span>
                <code>{person.username}</code> <code>{person.password}</code>
              </span>
              <button className="text needs-script" type="button" onClick={() => fillIn(person)}>
                Fill in<span className="spoken"> {person.username}</span>
              </button>
            </li>
          ))}
        </ul>
      </aside>
    </main>
  )
}

/** What is on a form's button. */
function Label({ children, meanwhile }: { children: string; meanwhile: string }) {
  return useFormStatus().pending ? meanwhile : children
}
