/**
 * Importing the server's entry: what it adds to the start of a process.
 *
 * @module
 */
import type { StartRow } from '../../src/row.ts'

export const row: StartRow = {
  kind: 'start',
  title:
    'Importing the server (Sojourn loads the rest at the first request): wall time of a process, and what it adds to a bare one',
  claim: 15,
}
