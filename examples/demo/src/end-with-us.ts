import type { ChildProcess } from 'node:child_process'

/** Sees to it that a child does not outlive this process when that exits. */
export function endWithUs(child: ChildProcess): void {
  const end = (): boolean => child.kill('SIGKILL')
  process.once('exit', end)
  child.once('exit', () => process.off('exit', end))
}
