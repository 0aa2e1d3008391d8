import NextAuth from 'sojourn/next'
import { authOptions } from '../../../auth'

export default NextAuth(authOptions)
