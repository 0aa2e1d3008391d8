'use client'

import { browserName } from 'example-demo/browser-name'
import { formatAgo } from 'example-demo/time'
import Link from 'next/link'
import { useEffect, useState } from 'react'
import type { ListedSession } from 'sojourn'
import { listSessions, revokeSessions, useSession } from 'sojourn/react'
import { useNow } from '../hooks/use-now'
import { usePending } from '../hooks/use-pending'

/** Every session of the person, and the ways to end them. */
export function DevicesPanel() {
  // Signed out from here, from another tab or from another device.
  useSession({ required: true, onUnauthenticated: () => location.assign('/') })
  const now = useNow()
  const [sessions, setSessions] = useState<readonly ListedSession[]>()
  const [result, setResult] = useState<{ ok: boolean; text: string }>()
  const { pending, run } = usePending<string>()

  useEffect(() => {
    let isGone = false
    void listSessions().then((list) => {
      if (isGone) return
      if (list) setSessions(list)
      else setResult({ ok: false, text: 'The list could not be read. Load this page again.' })
    })
    return () => {
      isGone = true
    }
  }, [])

  async function signOut(which: string, done: string): Promise<void> {
    setResult(undefined)
    const left = await revokeSessions(which)
    if (left) {
      setSessions(left)
      setResult({ ok: true, text: done })
      return
    }
    // Somebody may have been quicker, elsewhere.
    const list = await listSessions()
    const isGone = which !== 'others' && list?.every(({ id }) => id !== which)
    if (list) setSessions(list)
    setResult(
      isGone
        ? { ok: true, text: done }
        : { ok: false, text: 'It is not certain that this was done. Try again in a moment.' },
    )
  }

  function ago(instant: number | null): string {
    return instant === null ? 'at some time' : formatAgo((now ?? instant) - instant)
  }

  function describe({ address, isCurrent, renewedAt, signedInAt }: ListedSession): string {
    const seen = isCurrent || renewedAt === null ? '' : `, last seen ${ago(renewedAt)}`
    return `Signed in ${ago(signedInAt)}${address === null ? '' : ` from ${address}`}${seen}`
  }

  return (
    <main id="content" className="narrow devices">
      <section className="panel" aria-labelledby="title">
        <h1 id="title">Where you are signed in</h1>
        <p>
          Each browser is a session of its own. Sign one out here, and its screen knows at once: the
          server tells it.
        </p>

        {sessions ? (
          <ul data-testid="devices">
            {sessions.map((session) => {
              const name = browserName(session.userAgent)
              return (
                <li key={session.id} data-testid="device">
                  <div>
                    <p className="device">
                      {name}{' '}
                      {session.isCurrent && (
                        <span className="here" data-testid="device-here">
                          This one
                        </span>
                      )}
                    </p>
                    <p className="when">{describe(session)}</p>
                  </div>
                  <button
                    className="button secondary small"
                    type="button"
                    data-testid="device-revoke"
                    disabled={pending !== undefined}
                    onClick={() =>
                      void run(session.id, () => signOut(session.id, `${name} is signed out.`))
                    }
                  >
                    {pending === session.id ? 'Signing out …' : 'Sign out'}
                    <span className="spoken"> {name}</span>
                  </button>
                </li>
              )
            })}
          </ul>
        ) : (
          !result && <p className="waiting needs-script">One moment …</p>
        )}
        <noscript>
          <p>The list needs JavaScript.</p>
        </noscript>

        <p
          className={result?.ok ? 'result ok' : 'result'}
          role="status"
          data-testid="devices-result"
        >
          {result?.text}
        </p>
        {sessions && sessions.length > 1 && (
          <button
            className="button wide"
            type="button"
            data-testid="revoke-others"
            disabled={pending !== undefined}
            onClick={() =>
              void run('others', () => signOut('others', 'You are signed out everywhere but here.'))
            }
          >
            {pending === 'others' ? 'Signing out …' : 'Sign out everywhere else'}
          </button>
        )}
      </section>

      <p className="leave">
        <Link href="/account">Back to your account</Link>
      </p>
    </main>
  )
}
