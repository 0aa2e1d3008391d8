/**
 * `next-auth`: what makes the handler, the session on the server, and the functions for server actions.
 *
 * @module
 */
export { AuthError, CredentialsSignin, customFetch, default } from 'sojourn/next/v5'
