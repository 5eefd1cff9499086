type Value = string | number | null

/** Of one unit of UTF-16, so that texts sort by code point, as the engine sorts them. */
const rank = (unit: number) =>
  unit >= 0xe000 ? unit - 0x800 : unit >= 0xd800 ? unit + 0x2000 : unit

function compareTexts(a: string, b: string): number {
  const length = Math.min(a.length, b.length)
  for (let at = 0; at < length; at += 1) {
    const difference = rank(a.charCodeAt(at)) - rank(b.charCodeAt(at))
    if (difference !== 0) return difference
  }
  return a.length - b.length
}

/** How values sort: what is missing comes first. */
export function compare(a: Value, b: Value): number {
  if (a === b) return 0
  if (a === null) return -1
  if (b === null) return 1
  return typeof a === 'number' && typeof b === 'number' ? a - b : compareTexts(String(a), String(b))
}

/** The first of the values that differ decides. */
export function inOrder(a: readonly Value[], b: readonly Value[]): number {
  for (const [at, value] of a.entries()) {
    const difference = compare(value, b[at] ?? null)
    if (difference !== 0) return difference
  }
  return 0
}

/** Values as one text, to find what has the same. */
export const keyOf = (values: readonly Value[]): string =>
  values.map((value) => (value === null ? '\u0001' : value)).join('\u0000')

/** Rows that have the same values; groups come in the order of these. */
export function rowsBy<Row>(
  rows: Iterable<Row>,
  valuesOf: (row: Row) => readonly Value[],
): [Row, ...Row[]][] {
  const groups = new Map<string, { values: readonly Value[]; rows: [Row, ...Row[]] }>()
  for (const row of rows) {
    const values = valuesOf(row)
    const key = keyOf(values)
    const group = groups.get(key)
    if (group) group.rows.push(row)
    else groups.set(key, { values, rows: [row] })
  }
  return [...groups.values()]
    .sort((a, b) => inOrder(a.values, b.values))
    .map(({ rows: all }) => all)
}

export const sumOf = <Row>(rows: readonly Row[], of: (row: Row) => number): number =>
  rows.reduce((sum, row) => sum + of(row), 0)

export const maxOf = <Row>(rows: readonly Row[], of: (row: Row) => number): number =>
  rows.reduce((max, row) => Math.max(max, of(row)), Number.NEGATIVE_INFINITY)

export const minOf = <Row>(rows: readonly Row[], of: (row: Row) => number): number =>
  -maxOf(rows, (row) => -of(row))

/** How many different texts there are; what is missing is none. */
export const distinct = <Row>(rows: readonly Row[], of: (row: Row) => string | null): number =>
  new Set(rows.map(of).filter((text) => text !== null)).size

/** A number as Logs Insights prints it, which has four decimals at most. */
export const rounded = (value: number): number =>
  Number.isInteger(value) ? value : Number(value.toFixed(4))
