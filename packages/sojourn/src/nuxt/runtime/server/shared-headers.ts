/**
 * Headers of an answer by which shared caches decide whether to keep it.
 *
 * @module
 */

/** Whether a header speaks to some shared caches alone, and goes before `Cache-Control` there (RFC 9213). */
export function isTargeted(name: string): boolean {
  return /-cache-control$|^surrogate-control$/i.test(name)
}

/** Whether a header has a shared cache keep the answer for everybody. */
export function allowsSharing(name: string, value: string): boolean {
  if (/^cache-control$/i.test(name)) return /public|s-maxage/i.test(value)
  if (!isTargeted(name)) return false
  if (/public|s-maxage/i.test(value)) return true
  return /max-age\s*=\s*"?0*[1-9]/i.test(value) && !/private|no-store/i.test(value)
}
