/**
 * `next-auth/providers/loops`.
 *
 * @module
 */
import { loops } from 'sojourn/providers/loops'
import { callable } from '../callable.mjs'

export default callable(loops)
