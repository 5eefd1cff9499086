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

const makesTime = /\b(bin|datefloor|dateceil|fromMillis)\s*\(/i

/** The columns of a query that hold moments: CloudWatch's own fields, and what its functions of time give. */
export function momentColumns(query: string, columns: readonly string[]): Set<string> {
  const named = new Set(
    query
      .split(/[|,\n]/)
      .flatMap((part) =>
        makesTime.test(part) ? (/\bas\s+`?([^`\s,|]+)`?\s*$/i.exec(part.trim())?.[1] ?? []) : [],
      ),
  )
  const made = columns.filter((name) => makesTime.test(name) || named.has(name))
  return new Set(['@timestamp', '@ingestionTime', ...made])
}

/** A moment as Logs Insights prints it, in another zone; on days with two offsets, with its own. */
export function inZone(value: string, zone: string): string {
  const ms = timeOf(value)
  if (ms === null || zone === 'UTC') return value
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
