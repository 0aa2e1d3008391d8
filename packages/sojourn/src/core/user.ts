/**
 * People: the application's user, and what an identity provider says about one.
 *
 * @module
 */

/** The application's person. Without storage it lives only as long as the sign-in that made it. */
export interface User {
  /** Stable id of the person. Without storage this is the provider's subject. */
  id: string
  /** Name to show. */
  name?: string | null | undefined
  /** Address as the provider gave it; says nothing about whether it was verified. */
  email?: string | null | undefined
  /** Absolute URL of a picture. */
  image?: string | null | undefined
}

/**
 * A user as `authorize` and `profile` functions return one. Those written for NextAuth may give a
 * numeric id, or none.
 */
export interface UserInput extends Omit<User, 'id'> {
  id?: string | number | null | undefined
}

/** The user of what a function returned; the id is empty if it gave none. */
export function toUser(input: UserInput): User {
  return { ...input, id: String(input.id ?? '') }
}

/**
 * What an identity provider says about a person: the verified ID-token claims (OpenID Connect) or the
 * answer of the userinfo endpoint (OAuth 2.0). Untrusted beyond its signature: fields may be missing
 * or of another type.
 */
export interface Profile {
  /** Subject: the provider's stable id of the person (OpenID Connect Core, section 2). */
  sub?: string | undefined
  name?: string | undefined
  nickname?: string | undefined
  preferred_username?: string | undefined
  email?: string | undefined
  picture?: string | undefined
  [claim: string]: unknown
}
