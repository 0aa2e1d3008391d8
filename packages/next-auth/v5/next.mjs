/**
 * `next-auth/next` is a module of NextAuth v4.
 *
 * @module
 */
import { gone } from './lib/gone.mjs'

throw gone('next-auth/next', 'In place of `getServerSession(authOptions)` call `auth()`.')
