/**
 * Writing to the terminal, and asking there.
 *
 * @module
 */
import { createInterface } from 'node:readline/promises'
import { stripVTControlCharacters, styleText } from 'node:util'

type Style = 'bold' | 'cyan' | 'dim' | 'green' | 'red' | 'yellow'

const { env, stderr, stdin, stdout } = process

/** Whether somebody is there to answer. */
export const isInteractive: boolean = stdin.isTTY && stdout.isTTY

/** Gives text a style, if it is a terminal that shows it, and nobody set `NO_COLOR`. */
export function paint(style: Style, text: string): string {
  const isPlain = !stdout.isTTY || (env['NO_COLOR'] ?? '') !== ''
  return isPlain ? text : styleText(style, text, { validateStream: false })
}

/** Writes what was asked for. */
export function print(text = ''): void {
  stdout.write(`${text}\n`)
}

/** Writes what is said beside: refusals and hints. */
export function complain(text: string): void {
  stderr.write(`${stderr.isTTY ? text : stripVTControlCharacters(text)}\n`)
}

/** Shows what is under way, on a terminal; a log gets it when it is done. */
export function showProgress(text: string): void {
  // What is broken into two lines could not be written over.
  if (stdout.isTTY) stdout.write(stripVTControlCharacters(text).slice(0, stdout.columns - 1))
}

/** Writes over what was under way. */
export function printDone(text: string): void {
  print(stdout.isTTY ? `\r\u001B[K${text}` : text)
}

/** Asks for a yes. Anything else, and the end of the input, is a no. */
export async function confirm(question: string): Promise<boolean> {
  const dialogue = createInterface({ input: stdin, output: stdout })
  const closed = new Promise<null>((resolve) => {
    dialogue.once('close', () => resolve(null))
  })
  try {
    const answer = await Promise.race([dialogue.question(`${question} [y/N] `), closed])
    // The cursor is still behind the question.
    if (answer === null) print()
    return /^y(es)?$/i.test(answer?.trim() ?? '')
  } finally {
    dialogue.close()
  }
}

/**
 * Breaks a paragraph into lines as wide as the terminal, all but the first indented. A log keeps it in
 * one, so that it can be searched.
 */
export function wrap(text: string, indent: string): string {
  const width = stdout.isTTY ? Math.min(stdout.columns || 80, 100) - indent.length : Infinity
  const lines: string[] = []
  let line = ''
  for (const word of text.split(' ')) {
    if (line !== '' && line.length + 1 + word.length > width) {
      lines.push(line)
      line = word
    } else {
      line = line === '' ? word : `${line} ${word}`
    }
  }
  return [...lines, line].join(`\n${indent}`)
}

/** A number with its noun: `1 step`, `2 steps`. */
export function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`
}
