import { useState } from 'react'
import { useSessionExpiry } from 'sojourn/react'
import { usePending } from '../hooks/use-pending'

/** Warns whoever is about to be signed out by the clock, and lets them stay. */
export function ExpiryNotice() {
  const { isEnding, secondsLeft, stay } = useSessionExpiry({ warnBefore: 60 })
  return isEnding ? <Notice secondsLeft={secondsLeft} stay={stay} /> : null
}

type NoticeProps = Pick<ReturnType<typeof useSessionExpiry>, 'secondsLeft' | 'stay'>

/** Gone as soon as the session lasts longer, and with it what has failed here. */
function Notice({ secondsLeft, stay }: NoticeProps) {
  const [hasFailed, setFailed] = useState(false)
  const { pending, run } = usePending<'stay'>()
  return (
    <aside className="expiry" aria-labelledby="expiry-alert" data-testid="expiry">
      {/* Said once. A screen reader would read out every second of the text that is seen. */}
      <p id="expiry-alert" className="spoken" role="alert">
        {hasFailed ? 'That did not work. ' : ''}You will be signed out in less than a minute.
      </p>
      <p role="timer">
        {hasFailed ? 'That did not work. ' : ''}You will be signed out in{' '}
        <strong data-testid="expiry-seconds">{secondsLeft}</strong>{' '}
        {secondsLeft === 1 ? 'second' : 'seconds'}.
      </p>
      <button
        className="button small"
        type="button"
        data-testid="expiry-stay"
        aria-disabled={pending !== undefined}
        onClick={() => void run('stay', async () => setFailed(!(await stay())))}
      >
        {pending ? 'Asking …' : 'Stay signed in'}
      </button>
    </aside>
  )
}
