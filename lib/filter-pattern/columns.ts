import type { Column } from './ast'

type Columns = readonly (Column | 'gap')[]

interface Word {
  text: string
  start: number
}

/** The parts between the spaces of a line; `[…]` and `"…"` are one. */
const wordsIn = (line: string): Word[] =>
  [...line.matchAll(/\[([^\]]*)\]|"((?:[^"\\]|\\.)*)"|(\S+)/g)].map(
    ({ 1: a, 2: b, 3: c, index }) => ({
      text: a ?? b ?? c ?? '',
      start: index,
    }),
  )

export const countWords = (line: string): number => wordsIn(line).length

/** The values that the columns of a space-delimited pattern stand for, one after another. */
export type Values = (line: string) => string[] | null

/**
 * Reads the values of a line: a word for each column, the last column takes the rest of the line, and a
 * gap every word that the columns around it leave. Null when there are fewer words than columns.
 */
export function valuesInColumns(columns: Columns): Values {
  const needed = columns.filter((column) => column !== 'gap').length
  const hasGap = needed < columns.length
  return (line) => {
    const words = wordsIn(line)
    if (words.length < needed) return null
    const values = words.map(({ text }) => text)
    const last = words[needed - 1]
    if (hasGap || words.length === needed || !last) return values
    return [...values.slice(0, needed - 1), line.slice(last.start).trimEnd()]
  }
}

/** The index among the values of the column at an index: those after the gap count from the end. */
export function columnIndexes(columns: Columns) {
  const gap = columns.indexOf('gap')
  return (at: number, values: number) =>
    gap !== -1 && at > gap ? values - (columns.length - at) : at
}

/** What the values are called, by their index: `$ip`, and `$3` where no column names the third. */
export function columnNames(columns: Columns) {
  const indexOf = columnIndexes(columns)
  return (values: number): string[] => {
    const names = Array.from({ length: values }, (_, at) => `$${at + 1}`)
    columns.forEach((column, at) => {
      if (column !== 'gap' && column.name !== '') names[indexOf(at, values)] = `$${column.name}`
    })
    return names
  }
}
