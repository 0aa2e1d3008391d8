/**
 * Where the chunks of components are: there are none.
 *
 * @module
 */
export default {}
