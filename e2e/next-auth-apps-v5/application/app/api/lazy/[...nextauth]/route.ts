import { lazy } from '@/lazy-auth'

export const { GET, POST } = lazy.handlers
