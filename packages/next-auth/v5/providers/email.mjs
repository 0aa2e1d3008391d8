/**
 * `next-auth/providers/email`.
 *
 * @module
 */
import { email } from 'sojourn/providers/email'
import { callable } from '../callable.mjs'

export default callable(email)
