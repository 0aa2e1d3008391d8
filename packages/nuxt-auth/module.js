/**
 * The Nuxt module of `sojourn`, for applications that know it as `@sidebase/nuxt-auth`.
 *
 * @module
 */
// oxlint-disable-next-line import/no-default-export -- what Nuxt asks of a module
export { default } from 'sojourn/nuxt'
