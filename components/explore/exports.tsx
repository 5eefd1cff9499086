'use client'

import { useState } from 'react'
import { download } from '@/components/shell/download'
import type { Table } from '@/lib/explore'
import { counted } from '@/lib/format'
import { isNumber } from './cell'
import styles from './results.module.css'

/**
 * A cell that a spreadsheet takes for text and never for a formula: what begins as one is led by an
 * apostrophe. Plain numbers stay numbers.
 */
function harmless(value: string): string {
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

const name = 'cafewatch-query'

/** Takes the rows as they are shown, in their order, out of the page. */
export function Exports({ table }: { table: () => Table }) {
  const [message, setMessage] = useState('')
  const copy = async () => {
    try {
      const shown = table()
      await navigator.clipboard.writeText(toTsv(shown))
      setMessage(`${counted(shown.rows.length, 'row')} copied`)
    } catch {
      setMessage('The browser blocked copying. Use CSV instead.')
    }
  }
  return (
    <div className={styles.exports}>
      <button type="button" onClick={copy}>
        Copy
      </button>
      <button type="button" onClick={() => download(`${name}.csv`, 'text/csv', toCsv(table()))}>
        CSV
      </button>
      <button
        type="button"
        onClick={() => download(`${name}.json`, 'application/json', toJson(table()))}
      >
        JSON
      </button>
      <span className="small mute" role="status">
        {message}
      </span>
    </div>
  )
}
