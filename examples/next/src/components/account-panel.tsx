'use client'

import Link from 'next/link'
import { type FormEvent, type MouseEvent, useState } from 'react'
import { signOut, useSession } from 'sojourn/react'
import { usePending } from '../hooks/use-pending'
import { DeleteAccount, type Deletion } from './delete-account'
import { PasswordForm } from './password-form'
import { PersonPicture } from './person-picture'

export function AccountPanel() {
  const [deletion, setDeletion] = useState<Deletion>('none')
  // Required here too: somebody may sign out in another tab while this one is open.
  const { data, update } = useSession({
    required: true,
    ...(deletion !== 'none' && { onUnauthenticated: () => undefined }),
  })
  const { pending, run } = usePending<'save' | 'sign-out'>()
  const [result, setResult] = useState<{ ok: boolean; text: string }>()

  function save(event: FormEvent<HTMLFormElement>) {
    event.preventDefault()
    const input = event.currentTarget.elements.namedItem('name') as HTMLInputElement
    const wanted = input.value.trim()
    void run('save', async () => {
      setResult(undefined)
      const session = await update({ name: wanted })
      setResult(
        session?.user?.name === wanted
          ? { ok: true, text: 'Saved. Your other tabs know already.' }
          : { ok: false, text: 'This could not be saved. Try again in a moment.' },
      )
    })
  }

  function leave(event: MouseEvent) {
    event.preventDefault()
    void run('sign-out', () => signOut({ callbackUrl: '/' }))
  }

  if (deletion === 'done') {
    return (
      <main id="content" className="narrow account">
        <section className="panel" aria-labelledby="title">
          {/* What had the focus is gone as well. */}
          <h1 id="title" tabIndex={-1} ref={(title) => title?.focus()} data-testid="account-gone">
            Your account is gone.
          </h1>
          <p>You are signed out everywhere, and nothing of you is kept here.</p>
          <a className="button secondary" href="/" data-testid="gone-home">
            Back to the start
          </a>
        </section>
      </main>
    )
  }

  return (
    <main id="content" className="narrow account">
      <section className="panel" aria-labelledby="title">
        <div className="who">
          <PersonPicture user={data?.user} size={72} />
          <div>
            <h1 id="title" data-testid="account-name">
              {data?.user?.name}
            </h1>
            <p>{data?.user?.email}</p>
          </div>
        </div>

        <form className="needs-script" method="post" onSubmit={save}>
          <label>
            Display name
            <input
              name="name"
              defaultValue={data?.user?.name ?? ''}
              required
              maxLength={60}
              autoComplete="name"
              aria-describedby="name-hint"
              data-testid="name-input"
            />
          </label>
          <button className="button" data-testid="name-save" disabled={pending !== undefined}>
            {pending === 'save' ? 'Saving …' : 'Save'}
          </button>
          <p id="name-hint" className="hint">
            Up to 60 characters. It is kept in your session, so it is gone when you sign out.
          </p>
          <p
            className={result?.ok ? 'result ok' : 'result'}
            role="status"
            data-testid="name-result"
          >
            {result?.text}
          </p>
        </form>
        <noscript>
          <p className="still">Changing your name needs JavaScript.</p>
        </noscript>
      </section>

      {data?.provider === 'credentials' && <PasswordForm email={data.user.email ?? ''} />}

      <DeleteAccount onChange={setDeletion} />

      <p className="leave">
        <Link className="button secondary" href="/devices" data-testid="nav-devices">
          Where you are signed in
        </Link>
        <a
          className="button secondary"
          href="/api/auth/signout?callbackUrl=/"
          data-testid="sign-out"
          onClick={leave}
        >
          {pending === 'sign-out' ? 'Signing out …' : 'Sign out'}
        </a>
      </p>
    </main>
  )
}
