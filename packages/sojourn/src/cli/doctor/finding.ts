/**
 * What the doctor finds.
 *
 * @module
 */

/** One thing that was looked at. */
export interface Finding {
  /** Whether it is as it should be, deserves a look, or is wrong. */
  readonly level: 'right' | 'warning' | 'wrong'
  /** What is the case, in a sentence. */
  readonly text: string
  /** What to do about it. */
  readonly mend?: string
}

/** Findings about one subject. */
export interface Section {
  readonly title: string
  readonly findings: readonly Finding[]
}

/** All is well with this. */
export function right(text: string): Finding {
  return { level: 'right', text }
}

/** Works, but somebody should know. */
export function warning(text: string, mend: string): Finding {
  return { level: 'warning', text, mend }
}

/** Does not work, or is not safe. */
export function wrong(text: string, mend: string): Finding {
  return { level: 'wrong', text, mend }
}
