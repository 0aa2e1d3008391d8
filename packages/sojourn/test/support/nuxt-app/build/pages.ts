/**
 * Where pages would be: this application has none.
 *
 * @module
 */
export { useRoute } from 'nuxt/app'
export const START_LOCATION = Symbol('router:start-location')
