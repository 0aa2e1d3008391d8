'use client'

import { type ReactNode, useCallback, useEffect, useRef, useState } from 'react'
import { useSession } from 'sojourn/react'
import type { VisitorReport } from '../visitor'

interface ServerViewProps {
  /** What to ask. */
  address: string
  /** Its answer as the page brought it. */
  first: VisitorReport
  /** What this shows, in words. */
  children: ReactNode
}

/** What a server route knows: first in the HTML, then whenever somebody asks again. */
export function ServerView({ address, first, children }: ServerViewProps) {
  const { data: session } = useSession()
  const [answer, setAnswer] = useState(first)
  const [failed, setFailed] = useState(false)
  const [pending, setPending] = useState(false)

  const ask = useCallback(async () => {
    setPending(true)
    try {
      const response = await fetch(address)
      if (response.ok) setAnswer((await response.json()) as VisitorReport)
      setFailed(!response.ok)
    } catch {
      // The last answer stays; it is more than none.
      setFailed(true)
    } finally {
      setPending(false)
    }
  }, [address])

  // The panel would be a lie after a sign-in or sign-out, in this tab or another.
  const who = `${session?.user?.id} ${session?.user?.name}`
  const asked = useRef(who)
  useEffect(() => {
    if (asked.current === who) return
    asked.current = who
    void ask()
  }, [ask, who])

  return (
    <section className="server" aria-labelledby="server-title">
      <div className="head">
        <h2 id="server-title">What the server sees</h2>
        <button
          className="button secondary small needs-script"
          type="button"
          data-testid="server-refresh"
          disabled={pending}
          onClick={() => void ask()}
        >
          Ask again
        </button>
      </div>
      <p>{children}</p>
      <div className="screen">
        <pre tabIndex={0} aria-label={`Answer of ${address}`} data-testid="server-json">
          <code>
            {piecesOf(answer).map(({ text, kind }, index) => (
              <span key={index} className={kind}>
                {text}
              </span>
            ))}
          </code>
        </pre>
        {failed && (
          <p className="failed" role="status">
            No answer. This is the one before.
          </p>
        )}
      </div>
    </section>
  )
}

/** The JSON in pieces to colour: keys, strings and the rest. */
function piecesOf(answer: VisitorReport) {
  return JSON.stringify(answer, null, 2)
    .split(/("(?:[^"\\]|\\.)*"(?::)?)/)
    .filter((text) => text !== '')
    .map((text) => ({
      text,
      kind: text.endsWith('":') ? 'key' : text.startsWith('"') ? 'string' : 'other',
    }))
}
