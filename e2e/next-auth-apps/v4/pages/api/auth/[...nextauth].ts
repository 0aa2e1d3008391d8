import NextAuth from 'next-auth'
import { authOptions } from '../../../auth/options'

export default NextAuth(authOptions)
