/**
 * Who can sign in with a password from the start. No secret: the demos show it on their sign-in page.
 *
 * They are stored, with all the others, in `people.ts`.
 *
 * @module
 */
export const passwords = [
  { name: 'Marin Holt', email: 'marin@example.com', password: 'open-sea' },
  { name: 'Noor Anders', email: 'noor@example.com', password: 'quiet-bay' },
] as const
