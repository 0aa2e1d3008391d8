/**
 * What happened on the server, for tests to read.
 *
 * Both routers have modules of their own in one process, so it is kept where both find it.
 */
export interface Note {
  readonly kind: string
  readonly data: unknown
}

const shared = globalThis as { notes?: Note[] }

export function note(kind: string, data: unknown): void {
  notes().push({ kind, data: JSON.parse(JSON.stringify(data ?? null)) })
}

export function notes(): Note[] {
  shared.notes ??= []
  return shared.notes
}
