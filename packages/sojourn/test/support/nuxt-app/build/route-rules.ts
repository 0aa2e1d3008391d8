/**
 * Route rules of an application that has none.
 *
 * @module
 */
export default function routeRulesOf(): object {
  return {}
}
