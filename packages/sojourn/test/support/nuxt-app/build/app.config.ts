/**
 * `app.config.ts` of an application that has none.
 *
 * @module
 */
export default { nuxt: {} }
