/**
 * `next-auth/middleware` is a module of NextAuth v4.
 *
 * @module
 */
import { gone } from './lib/gone.mjs'

throw gone('next-auth/middleware', 'Export `auth` from your `proxy.ts` (or `middleware.ts`).')
