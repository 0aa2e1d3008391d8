import NextAuth from 'sojourn/next'
import { authOptions } from '../../../../auth'

const handler = NextAuth(authOptions)

export { handler as GET, handler as POST }
