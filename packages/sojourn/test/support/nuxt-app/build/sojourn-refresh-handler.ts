/**
 * The refresh handler of an application that has none.
 *
 * @module
 */
export default undefined
