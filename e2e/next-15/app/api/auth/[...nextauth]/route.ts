import { NextAuth } from 'sojourn/next'
import { ourOptions } from '../../../options'

const handler = NextAuth(ourOptions)

export { handler as GET, handler as POST }
