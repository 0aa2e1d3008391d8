'use client'

/**
 * The session as a pass: who holds it, who issued it, and for how long it is good. Everything on it
 * comes from `useSession()`.
 */
import { signInMessage } from 'example-demo/sign-in-message'
import { formatDuration, formatUtc } from 'example-demo/time'
import { type MouseEvent, useState } from 'react'
import { getSession, signIn, signOut, useSession } from 'sojourn/react'
import { useChangedAt } from '../hooks/use-changed-at'
import { useNow } from '../hooks/use-now'
import { usePending } from '../hooks/use-pending'
import { PersonPicture } from './person-picture'

const providerNames: Record<string, string> = {
  harbour: 'Harbour ID',
  credentials: 'Password',
}

export function SessionPass() {
  const { status, data, error } = useSession()
  const now = useNow()
  const refreshedAt = useChangedAt(data)
  const { pending, run } = usePending<'sign-in' | 'sign-out' | 'refresh'>()
  /** Why a sign-in did not begin. */
  const [problem, setProblem] = useState<string>()

  const expires = expiryText(data?.expires, now)
  const provider = data?.provider

  const refresh = () => run('refresh', () => getSession())

  function leave(event: MouseEvent) {
    event.preventDefault()
    void run('sign-out', () => signOut({ callbackUrl: '/' }))
  }

  function begin(event: MouseEvent) {
    event.preventDefault()
    void run('sign-in', async () => {
      setProblem(undefined)
      const result = await signIn('harbour', { callbackUrl: '/' })
      setProblem(signInMessage(result?.error, result?.code))
    })
  }

  return (
    <section className="pass" aria-labelledby="pass-title">
      <div className="holder">
        <div className="top">
          <h2 id="pass-title" className="label">
            Your session
          </h2>
          <p className={`stamp ${status}`} role="status">
            <span className="spoken">Session status: </span>
            <span data-testid="status">{status}</span>
          </p>
        </div>

        <div className="who">
          {data ? (
            <PersonPicture user={data.user} size={64} />
          ) : (
            <span className="nobody" aria-hidden="true" />
          )}
          <div>
            {data ? (
              <p className="name" data-testid="user-name">
                {data.user?.name}
              </p>
            ) : (
              <p className="name">{status === 'loading' ? 'One moment …' : 'Nobody yet'}</p>
            )}
            <p className="detail">
              {data ? data.user?.email : 'Sign in, and this pass fills itself.'}
            </p>
          </div>
        </div>

        <div className="actions">
          {data ? (
            <>
              <button
                className="button needs-script"
                type="button"
                data-testid="session-refresh"
                disabled={pending !== undefined}
                onClick={() => void refresh()}
              >
                {pending === 'refresh' ? 'Asking …' : 'Refresh'}
              </button>
              {/* A link, so that it works without JavaScript too: it leads to the built-in page. */}
              <a
                className="button secondary"
                href="/api/auth/signout?callbackUrl=/"
                data-testid="sign-out"
                onClick={leave}
              >
                {pending === 'sign-out' ? 'Signing out …' : 'Sign out'}
              </a>
            </>
          ) : (
            <>
              <a className="button" href="/login" data-testid="sign-in-harbour" onClick={begin}>
                {pending === 'sign-in' ? 'Opening Harbour ID …' : 'Sign in with Harbour ID'}
              </a>
              <a className="button secondary" href="/login" data-testid="sign-in-page">
                Other ways
              </a>
            </>
          )}
        </div>
      </div>

      <dl className="stub">
        <div>
          <dt className="label">{expires?.label ?? 'Good for'}</dt>
          <dd className="big" data-testid="expires">
            {expires?.text ?? '–'}
          </dd>
        </div>
        <div>
          <dt className="label">Issued by</dt>
          <dd data-testid="provider">
            {provider === undefined ? '–' : (providerNames[provider] ?? provider)}
          </dd>
        </div>
        <div>
          <dt className="label">Refreshed</dt>
          <dd data-testid="refreshed">
            {status === 'loading' ? '–' : refreshedText(refreshedAt, now)}
          </dd>
        </div>
      </dl>

      <div className="notice" aria-live="polite">
        {error ? (
          <p className="banner" data-testid="error-banner">
            {data ? (
              <span>
                <strong>The server does not answer.</strong> You stay signed in.
              </span>
            ) : (
              <span>
                <strong>The server does not answer,</strong> so nobody knows who you are. Yet.
              </span>
            )}
            <button className="text" type="button" onClick={() => void refresh()}>
              {pending === 'refresh' ? 'Asking …' : 'Ask again'}
            </button>
          </p>
        ) : (
          problem &&
          !data && (
            <p className="banner" data-testid="sign-in-problem">
              {problem}
            </p>
          )
        )}
      </div>
    </section>
  )
}

function expiryText(instant: string | undefined, now: number | undefined) {
  if (!instant) return undefined
  if (now === undefined) return { label: 'Good until', text: formatUtc(instant) }
  return { label: 'Good for', text: formatDuration(Date.parse(instant) - now) }
}

function refreshedText(at: number | undefined, now: number | undefined): string {
  if (now === undefined || at === undefined) return 'with this page'
  const age = now - at
  return age < 2000 ? 'just now' : `${formatDuration(age)} ago`
}
