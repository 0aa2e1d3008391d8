/**
 * `next-auth/providers/credentials`.
 *
 * @module
 */
import { credentials } from 'sojourn/providers/credentials'
import { callable } from '../callable.mjs'

export default callable(credentials)
