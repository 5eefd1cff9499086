import { isChangeDay, offsetText, wallOf } from '@/lib/zone'

const number = /^[+-]?(\d+(\.\d*)?|\.\d+)(e[+-]?\d+)?$/i
const time = /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{3}$/

/** Whether a value is a number by its text alone: the language knows no other types. */
export const isNumber = (value: string): boolean => number.test(value)

/** A moment as Logs Insights prints it (UTC) in epoch ms; null when the value is none. */
export function timeOf(value: string): number | null {
  return time.test(value) ? Date.parse(`${value.replace(' ', 'T')}Z`) : null
}

/** What is shown of a value of a column. */
export type TextOf = (name: string, value: string) => string

const makesTime = /\b(bin|datefloor|dateceil|fromMillis|toMillis)\s*\(/i
/** A column by its own or another name, or its first or last value. */
const picksOne =
  /^(?:(?:stats|fields|display)\s+)?(?:(?:min|max|earliest|latest)\s*\()?\s*`?([@\w.]+)`?\s*\)?(?:\s+as\b|$)/i
const asName = /\bas\s+`?([^`\s,|()]+)`?$/i

/** The commands of a query and the parts of their lists: what stands between commas outside brackets. */
function partsOf(query: string): string[] {
  const parts: string[] = []
  let part = ''
  let depth = 0
  for (const letter of query.replace(/\s+/g, ' ')) {
    if (letter === '(') depth += 1
    if (letter === ')') depth -= 1
    if (letter === '|' || (letter === ',' && depth <= 0)) {
      parts.push(part)
      part = ''
    } else part += letter
  }
  return [...parts, part].map((one) => one.trim())
}

/** The columns of a query that hold moments: CloudWatch's own fields, and what is made of them. */
export function momentColumns(query: string, columns: readonly string[]): Set<string> {
  const own = ['@timestamp', '@ingestionTime']
  const moments = new Set(own)
  const isMade = (text: string) =>
    makesTime.test(text) || moments.has(picksOne.exec(text)?.[1] ?? '')
  for (const part of partsOf(query)) {
    // Of `max(first) as last by bin(5m) as time`, each for itself.
    for (const one of part.split(/\bby\b/i)) {
      const text = one.trim()
      const name = asName.exec(text)?.[1]
      if (name !== undefined && isMade(text)) moments.add(name)
    }
  }
  return new Set([...own, ...columns.filter((name) => moments.has(name) || isMade(name))])
}

/** Since 2001, as `toMillis` gives it. */
const epochMs = /^\d{13}(?:\.0*)?$/

/** A moment as Logs Insights prints it, or in epoch ms, in another zone; on days with two offsets, with its own. */
export function inZone(value: string, zone: string): string {
  const ms = epochMs.test(value) ? Number(value) : timeOf(value)
  if (ms === null) return value
  const wall = new Date(wallOf(ms, zone)).toISOString().replace('T', ' ').slice(0, -1)
  return isChangeDay(ms, zone) ? `${wall} ${offsetText(ms, zone)}` : wall
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
