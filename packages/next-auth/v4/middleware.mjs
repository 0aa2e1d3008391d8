/**
 * `next-auth/middleware`.
 *
 * @module
 */
import { withAuth as protect } from 'sojourn/next'
import { callable } from './callable.mjs'

const withAuth = callable(protect)

export default withAuth
export { withAuth }
