/**
 * Runs on every navigation: `definePageMeta({ auth })`, and every page if so configured.
 *
 * @module
 */
import { defineNuxtRouteMiddleware } from 'nuxt/app'
import { protectRoute } from './protect-route.ts'

export default defineNuxtRouteMiddleware(async (to) => protectRoute(to, false))
