/**
 * The adapter of Auth.js and NextAuth, as their packages implement it: a storage of the `basic` tier.
 *
 * Declared by shape, so that adapters of any version fit.
 *
 * @module
 */

type Awaitable<T> = T | PromiseLike<T>

/* eslint-disable typescript/no-explicit-any -- Each package types its adapter's methods by types of its own
   (an `AdapterUser` of another version, say), which no other type but `any` takes as parameters. What they
   return is checked where they are called, in server/adapter/. */
/**
 * An adapter written for NextAuth v4 or Auth.js v5. Which methods must be there depends on what is
 * configured; it is checked at start.
 */
export interface Adapter {
  createUser?: ((user: any) => Awaitable<any>) | undefined
  getUser?: ((id: string) => Awaitable<any>) | undefined
  getUserByEmail?: ((email: string) => Awaitable<any>) | undefined
  getUserByAccount?: ((account: any) => Awaitable<any>) | undefined
  updateUser?: ((user: any) => Awaitable<any>) | undefined
  deleteUser?: ((id: string) => Awaitable<any>) | undefined
  linkAccount?: ((account: any) => Awaitable<any>) | undefined
  unlinkAccount?: ((account: any) => Awaitable<any>) | undefined
  createSession?: ((session: any) => Awaitable<any>) | undefined
  getSessionAndUser?: ((sessionToken: string) => Awaitable<any>) | undefined
  updateSession?: ((session: any) => Awaitable<any>) | undefined
  deleteSession?: ((sessionToken: string) => Awaitable<any>) | undefined
  createVerificationToken?: ((token: any) => Awaitable<any>) | undefined
  useVerificationToken?: ((params: any) => Awaitable<any>) | undefined
}
/* eslint-enable typescript/no-explicit-any */
