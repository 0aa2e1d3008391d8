import { useEffect, useState } from 'react'

/**
 * The present, once a second, for what counts down.
 *
 * It is `undefined` on the server and in the first render of the browser: two clocks never agree, so
 * whatever depends on it would differ from the server's HTML. Components show a fixed text until then.
 */
export function useNow(): number | undefined {
  const [now, setNow] = useState<number>()
  useEffect(() => {
    const tick = (): void => setNow(Date.now())
    tick()
    const timer = setInterval(tick, 1000)
    return () => clearInterval(timer)
  }, [])
  return now
}
