import type { Table } from '@/lib/explore'
import { isNumber } from './cell'

/**
 * A cell that a spreadsheet takes for text and never for a formula: what begins as one is led by an
 * apostrophe. Plain numbers stay numbers.
 */
export function harmless(value: string): string {
  return /^[=+\-@\t\r\n＝＋－＠]/.test(value) && !isNumber(value) ? `'${value}` : value
}

function quoted(value: string, separator: string): string {
  const cell = harmless(value)
  return /["\r\n]/.test(cell) || cell.includes(separator) || cell !== cell.trim()
    ? `"${cell.replaceAll('"', '""')}"`
    : cell
}

const lines = ({ columns, rows }: Table, separator: string) => [
  columns.map((name) => quoted(name, separator)).join(separator),
  ...rows.map((row) => columns.map((name) => quoted(row[name] ?? '', separator)).join(separator)),
]

/** RFC 4180. */
export const toCsv = (table: Table): string => `${lines(table, ',').join('\r\n')}\r\n`

/** What spreadsheets take from the clipboard as cells. */
export const toTsv = (table: Table): string => lines(table, '\t').join('\n')

/** An object a row; a column that was null is left out. */
export function toJson({ columns, rows }: Table): string {
  const shown = new Set(columns)
  const objects = rows.map((row) =>
    Object.fromEntries(Object.entries(row).filter(([name]) => shown.has(name))),
  )
  return `${JSON.stringify(objects, null, 2)}\n`
}
