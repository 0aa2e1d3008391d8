/**
 * Who can sign in with a password. No secret: the demos show it on their sign-in page.
 *
 * What the server knows about these people, and how it checks a password, is in `people.ts`.
 *
 * @module
 */
export const passwords = [
  { username: 'marin', password: 'open-sea' },
  { username: 'noor', password: 'quiet-bay' },
] as const
