'use client'

import { passwords } from 'example-demo/passwords'
import { signInMessage } from 'example-demo/sign-in-message'
import Link from 'next/link'
import { useActionState, useRef, useState } from 'react'
import { useFormStatus } from 'react-dom'
import { signIn } from 'sojourn/react'
import { usePending } from '../hooks/use-pending'

interface LoginPanelProps {
  /** Where to go afterwards. */
  callbackUrl: string
  /** What was wrong with the sign-in that led here. */
  problem: string | undefined
}

/** What the forms show: why it did not work, and the address that was tried. */
interface Attempt {
  message: string | undefined
  email?: string
}

export function LoginPanel({ callbackUrl, problem }: LoginPanelProps) {
  const form = useRef<HTMLFormElement>(null)
  /** What came of the window, if that was tried last. */
  const [windowAttempt, setWindowAttempt] = useState<Attempt>()
  const [attempt, submit, pending] = useActionState(tryToSignIn, { message: problem })
  const { pending: hasWindow, run } = usePending<'window'>()
  const { message } = windowAttempt ?? attempt

  /** By the form that was sent: one has an address, the other nothing. */
  async function tryToSignIn(_: Attempt, fields: FormData): Promise<Attempt> {
    setWindowAttempt(undefined)
    const email = fields.get('email')
    const password = fields.get('password')
    if (typeof email !== 'string' || typeof password !== 'string') {
      const result = await signIn('harbour', { callbackUrl })
      // The browser is on its way to the provider, unless there is something to say.
      return { message: signInMessage(result?.error, result?.code) }
    }

    const result = await signIn('credentials', {
      email,
      password,
      remember: fields.has('remember'),
      callbackUrl,
      redirect: false,
    })
    if (result?.error) return { message: signInMessage(result.error, result.code), email }

    // Not by the router: what it fetched ahead for somebody signed out no longer holds.
    location.assign(result?.url ?? '/')
    return { message: undefined, email }
  }

  /** Called by the click itself: a browser opens no window otherwise. */
  function signInByWindow(): void {
    void run('window', async () => {
      setWindowAttempt({ message: undefined })
      const { ok, error, code } = await signIn('harbour', { popup: true })
      if (ok) location.assign(callbackUrl)
      else setWindowAttempt({ message: signInMessage(error, code) })
    })
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
          {message && (
            <p className="problem" data-testid="login-error">
              {message}
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

        <p className="window needs-script">
          <button
            className="text"
            type="button"
            data-testid="sign-in-window"
            aria-disabled={hasWindow !== undefined}
            onClick={signInByWindow}
          >
            {hasWindow ? 'Waiting for the window …' : 'Use a window of its own'}
          </button>
        </p>

        <p className="or">
          <span>or with a password</span>
        </p>

        <form ref={form} action={submit}>
          <label>
            E-mail address
            <input
              name="email"
              type="email"
              defaultValue={attempt.email}
              autoComplete="username"
              required
              data-testid="credentials-email"
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
          <label className="check">
            <input
              type="checkbox"
              name="remember"
              defaultChecked
              data-testid="credentials-remember"
            />
            Stay signed in
          </label>
          <button
            className="button secondary wide"
            data-testid="credentials-submit"
            disabled={pending}
          >
            <Label meanwhile="Checking …">Sign in</Label>
          </button>
        </form>

        <p className="other">
          New here?{' '}
          <Link
            href={{ pathname: '/join', query: callbackUrl === '/' ? {} : { callbackUrl } }}
            data-testid="to-join"
          >
            Make an account
          </Link>
        </p>
      </section>

      <aside aria-labelledby="people-title">
        <h2 id="people-title" className="label">
          Who can sign in with a password
        </h2>
        <ul>
          {passwords.map((person) => (
            <li key={person.email}>
              <span>
                <code>{person.email}</code> <code>{person.password}</code>
              </span>
              <button className="text needs-script" type="button" onClick={() => fillIn(person)}>
                Fill in<span className="spoken"> {person.name}</span>
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
