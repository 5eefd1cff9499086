const number = /^[+-]?(\d+(\.\d*)?|\.\d+)(e[+-]?\d+)?$/i
const time = /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{3}$/

/** Whether a value is a number by its text alone: the language knows no other types. */
export const isNumber = (value: string): boolean => number.test(value)

/** A moment as Logs Insights prints it (UTC) in epoch ms; null when the value is none. */
export function timeOf(value: string): number | null {
  return time.test(value) ? Date.parse(`${value.replace(' ', 'T')}Z`) : null
}

const letters = new Intl.Collator('en', { numeric: true })

/** Numbers as numbers and before texts; texts as people sort them. */
export function compareCells(a: string, b: string): number {
  const [left, right] = [isNumber(a), isNumber(b)]
  if (left && right) return Number(a) - Number(b)
  if (left !== right) return left ? -1 : 1
  return letters.compare(a, b)
}

/** A cell's text on one line, and no longer than a line can show. */
export const oneLine = (value: string, most = 300): string =>
  value.length > most ? `${value.slice(0, most)}…` : value
