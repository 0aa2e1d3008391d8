/**
 * What the start script writes: one line for each step, with its time, and a box at the end.
 *
 * @module
 */

const { stderr, stdout } = process
const clearLine = '\r\u001B[K'

/** Shows that a step takes place, and for how long; then that it is done. */
export async function step<T>(label: string, work: () => Promise<T>): Promise<T> {
  const startedAt = performance.now()
  const seconds = (): string => `${((performance.now() - startedAt) / 1000).toFixed(1)} s`
  const rewrite = (text: string): boolean => stdout.write(clearLine + text)

  // A terminal sees the seconds pass; a log gets a line at the beginning and one at the end.
  const line = (mark: string): string => `${mark} ${label}`
  const timer = stdout.isTTY
    ? setInterval(() => rewrite(`${line('…')} (${seconds()})`), 100)
    : undefined
  if (!timer) stdout.write(`${line('…')}\n`)

  const finish = (mark: string): void => {
    clearInterval(timer)
    const text = `${line(mark)} (${seconds()})\n`
    if (timer) rewrite(text)
    else stdout.write(text)
  }
  try {
    const result = await work()
    finish('✓')
    return result
  } catch (error) {
    finish('✗')
    throw error
  }
}

/** Writes what somebody else has to say, in place of the line of a step, which goes on below. */
export function interject(text: string): void {
  if (text !== '') stderr.write(stdout.isTTY ? clearLine + text : text)
}

/** Draws a frame around lines. */
export function box(lines: readonly string[]): string {
  const width = Math.max(...lines.map((line) => line.length))
  const rule = '─'.repeat(width + 4)
  const rows = lines.map((line) => `│  ${line.padEnd(width)}  │`)
  return [`╭${rule}╮`, ...rows, `╰${rule}╯`].join('\n')
}
