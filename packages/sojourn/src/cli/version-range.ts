/**
 * Ranges of versions, as far as `package.json` of this package uses them: `^1.2.3`, `>=1.2`, `||`.
 *
 * @module
 */

type Version = readonly [major: number, minor: number, patch: number]

/** Whether a version is in a range. A prerelease counts as what it will be. */
export function isInRange(version: string, range: string): boolean {
  const actual = parse(version)
  return range.split('||').some((part) => fits(actual, part.trim()))
}

function fits(actual: Version, part: string): boolean {
  const least = parse(part)
  return compare(actual, least) >= 0 && (!part.startsWith('^') || actual[0] === least[0])
}

function parse(text: string): Version {
  const [major = 0, minor = 0, patch = 0] = (/\d+(?:\.\d+){0,2}/.exec(text)?.[0] ?? '')
    .split('.')
    .map(Number)
  return [major, minor, patch]
}

function compare(a: Version, b: Version): number {
  return a[0] - b[0] || a[1] - b[1] || a[2] - b[2]
}
