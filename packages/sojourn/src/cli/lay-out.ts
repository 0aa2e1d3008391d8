/**
 * SQL for people to read.
 *
 * @module
 */

/** A statement as it is, or if that is long, with one line for each entry of its list. */
export function layOut(sql: string): string {
  const statement = sql.trim()
  const [begin, end] = [statement.indexOf('('), statement.lastIndexOf(')')]
  if (statement.length <= 96 || begin === -1) return statement
  const entries = splitList(statement.slice(begin + 1, end))
  const list = entries.map((entry) => `  ${entry.trim()}`).join(',\n')
  return `${statement.slice(0, begin + 1)}\n${list}\n${statement.slice(end)}`
}

/** Splits at commas that are in no brackets of their own. */
function splitList(list: string): readonly string[] {
  const entries: string[] = []
  let [from, depth] = [0, 0]
  for (const { 0: character, index } of list.matchAll(/[(),]/g)) {
    if (character === '(') depth += 1
    else if (character === ')') depth -= 1
    else if (depth === 0) {
      entries.push(list.slice(from, index))
      from = index + 1
    }
  }
  return [...entries, list.slice(from)]
}
