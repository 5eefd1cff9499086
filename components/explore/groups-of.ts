const pieces = /#[^\n]*|"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'|`[^`]*`|[()[\],|]|[^\s()[\],|"'`#]+/g

const same = (text: string) => text.replace(/[\s`]/g, '').toLowerCase()

/**
 * The columns by which the last `stats` of a query groups, as they would be named; null when it has
 * no stats. Only for choosing a picture: it reads the words and does not judge them.
 */
export function groupsOf(query: string): string[] | null {
  const words = [...query.matchAll(pieces)].map(([word]) => word).filter((word) => word[0] !== '#')
  let groups: string[] | null = null
  let [depth, stageStart, inBy] = [0, true, false]
  let parts: string[][] = []
  for (const word of [...words, '|']) {
    if (word === '(' || word === '[') depth += 1
    if (word === ')' || word === ']') depth -= 1
    if (depth === 0 && word === '|') {
      if (groups && parts.length > 0) groups = parts.map(nameOf)
      ;[stageStart, inBy, parts] = [true, false, []]
      continue
    }
    if (stageStart && /^stats$/i.test(word)) groups = []
    const inStats = groups !== null
    if (inBy && depth === 0 && word === ',') parts.push([])
    else if (inBy) parts.at(-1)?.push(word)
    else if (inStats && depth === 0 && /^by$/i.test(word)) [inBy, parts] = [true, [[]]]
    stageStart = false
  }
  return groups
}

function nameOf(words: string[]): string {
  const as = words.findLastIndex((word) => /^as$/i.test(word))
  return same((as === -1 ? words : words.slice(as + 1)).join(''))
}

/** Which of the columns are the groups. */
export function groupColumns(query: string, columns: readonly string[]): string[] | null {
  const groups = groupsOf(query)
  return groups && columns.filter((name) => groups.includes(same(name)))
}
