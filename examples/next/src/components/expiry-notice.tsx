import { useState } from 'react'
import { useSessionExpiry } from 'sojourn/react'

/** Warns whoever is about to be signed out by the clock, and lets them stay. */
export function ExpiryNotice() {
  const { isEnding, secondsLeft, stay } = useSessionExpiry({ warnBefore: 60 })
  const [failed, setFailed] = useState(false)
  if (!isEnding) return null
  return (
    <div className="expiry" role="alertdialog" aria-labelledby="expiry-title" data-testid="expiry">
      <p id="expiry-title">
        {failed ? 'That did not work. ' : ''}You will be signed out in{' '}
        <strong data-testid="expiry-seconds">{secondsLeft}</strong>{' '}
        {secondsLeft === 1 ? 'second' : 'seconds'}.
      </p>
      <button
        className="button small"
        type="button"
        data-testid="expiry-stay"
        onClick={() => void stay().then((moved) => setFailed(!moved))}
      >
        Stay signed in
      </button>
    </div>
  )
}
