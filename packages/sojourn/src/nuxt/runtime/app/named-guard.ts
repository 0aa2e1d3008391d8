/**
 * Protects the pages that name it: `definePageMeta({ middleware: 'sidebase-auth' })`.
 *
 * @module
 */
import { defineNuxtRouteMiddleware } from 'nuxt/app'
import { protectRoute } from './protect-route.ts'

export default defineNuxtRouteMiddleware(async (to) => protectRoute(to, true))
