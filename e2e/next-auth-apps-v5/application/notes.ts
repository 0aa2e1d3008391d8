/** What events have told; one list for the process, however many bundles a build makes. */
const holder = globalThis as typeof globalThis & { applicationNotes?: string[] }

export const notes: string[] = (holder.applicationNotes ??= [])

export function note(text: string): void {
  notes.push(text)
}
