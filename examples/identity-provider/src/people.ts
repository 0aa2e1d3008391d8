/**
 * The people who can sign in: made up for the demo, named after three who are not.
 *
 * There are no passwords. Whoever opens the page may be any of them, which is what a demo and a test
 * want, and why the provider listens on this machine only.
 *
 * @module
 */

/** Somebody who can sign in. */
export interface Person {
  /** Stable id; the `sub` claim. Also the file name of the picture. */
  readonly id: string
  readonly name: string
  /** The `given_name` claim. */
  readonly givenName: string
  readonly email: string
}

/** In the order of the page. */
export const people: readonly Person[] = [
  { id: 'ada', name: 'Ada Lovelace', givenName: 'Ada', email: 'ada@example.com' },
  { id: 'grace', name: 'Grace Hopper', givenName: 'Grace', email: 'grace@example.com' },
  { id: 'alan', name: 'Alan Turing', givenName: 'Alan', email: 'alan@example.com' },
]

/** Finds a person by id. */
export function findPerson(id: string | null): Person | undefined {
  return people.find((person) => person.id === id)
}

/** Path of a person's picture on the provider. */
export function picturePath(person: Person): string {
  return `/people/${person.id}.svg`
}
