/**
 * What is said of a module that Auth.js v5 does not have any more.
 *
 * @module
 */

/**
 * @param {string} name Of the module.
 * @param {string} instead What to do.
 */
export function gone(name, instead) {
  return new ReferenceError(
    `"${name}" is a module of NextAuth v4. ${instead} To stay with v4: "next-auth": "npm:@sojourn/next-auth@4".`,
  )
}
