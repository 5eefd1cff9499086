'use client'

import { useState } from 'react'
import type { Table } from '@/lib/explore'
import { counted } from '@/lib/format'
import { toCsv, toJson, toTsv } from './export-rows'
import styles from './results.module.css'

function download(name: string, type: string, text: string): void {
  const href = URL.createObjectURL(new Blob([text], { type }))
  const link = document.createElement('a')
  link.href = href
  link.download = name
  link.click()
  setTimeout(() => URL.revokeObjectURL(href), 60_000)
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
