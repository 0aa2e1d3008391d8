/**
 * `DefaultJWT`, under which applications that come from NextAuth declare their claims.
 *
 * @module
 */

/**
 * The claims that a sign-in seals by itself. In place of NextAuth's type of this name, to be extended.
 *
 * @example
 * ```ts
 * declare module 'sojourn/jwt' {
 *   interface JWT extends DefaultJWT {
 *     role: string
 *   }
 * }
 * ```
 */
export interface DefaultJWT extends Record<string, unknown> {
  name?: string | null | undefined
  email?: string | null | undefined
  picture?: string | null | undefined
  /** Id of the signed-in person. */
  sub?: string | undefined
}
