import { useEffect, useRef, useState } from 'react'

/** When a value last became another one in this browser; `undefined` as long as it is the first. */
export function useChangedAt(value: unknown): number | undefined {
  const last = useRef(value)
  const [changedAt, setChangedAt] = useState<number>()
  useEffect(() => {
    if (last.current === value) return
    last.current = value
    setChangedAt(Date.now())
  }, [value])
  return changedAt
}
