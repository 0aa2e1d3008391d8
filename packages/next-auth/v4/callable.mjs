/**
 * A default export that works however it was imported.
 *
 * Who imports it from CommonJS, or from a package that was compiled to it, may get the module where the function is
 * expected, or the function where the module is.
 *
 * @module
 */

/**
 * The same function as a function of its own, which has itself under `default`.
 *
 * @template {(...args: never[]) => unknown} F
 * @param {F} original
 * @returns {F & { default: F }}
 */
export function callable(original) {
  const call = (...args) => original(...args)
  return Object.assign(call, { default: call })
}
