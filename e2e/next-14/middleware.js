import { withAuth } from 'sojourn/next'
import { authOptions } from './auth'

export default withAuth(authOptions)

export const config = { matcher: ['/members/:path*'] }
