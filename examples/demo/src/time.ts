/** Texts about time that read the same on the server and in the browser. */

const minute = 60
const hour = 60 * minute
const day = 24 * hour

/** `59 min 58 s`, `1 h 02 min`, `29 d 23 h`: the two largest units. Nothing is left: `0 s`. */
export function formatDuration(milliseconds: number): string {
  const seconds = Math.max(0, Math.round(milliseconds / 1000))
  const two = (value: number): string => String(value).padStart(2, '0')
  if (seconds >= day)
    return `${Math.floor(seconds / day)} d ${Math.floor((seconds % day) / hour)} h`
  if (seconds >= hour) {
    return `${Math.floor(seconds / hour)} h ${two(Math.floor((seconds % hour) / minute))} min`
  }
  if (seconds >= minute) return `${Math.floor(seconds / minute)} min ${two(seconds % minute)} s`
  return `${seconds} s`
}

/** `18:03 UTC`: the same text whatever the time zone of whoever renders it. */
export function formatUtc(instant: string): string {
  return `${new Date(instant).toISOString().slice(11, 16)} UTC`
}

/** `18:03:27`, as a clock in the time zone of whoever reads it: for the browser alone. */
export function formatTime(instant: number): string {
  return new Date(instant).toLocaleTimeString('en-GB')
}

/** `just now`, `5 min ago`, `2 h ago`, `3 d ago`. What lies ahead, by a clock that is wrong, is now. */
export function formatAgo(milliseconds: number): string {
  const seconds = milliseconds / 1000
  if (seconds >= day) return `${Math.floor(seconds / day)} d ago`
  if (seconds >= hour) return `${Math.floor(seconds / hour)} h ago`
  return seconds >= minute ? `${Math.floor(seconds / minute)} min ago` : 'just now'
}
