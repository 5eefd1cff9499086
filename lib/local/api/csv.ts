import { invalidParameter } from './errors'

const ends = /[,\r\n]/g

/** The rows of a CSV text as RFC 4180 has it; a line may end in LF. Throws and names the line that is wrong. */
export function readCsv(text: string): string[][] {
  const rows: string[][] = []
  let row: string[] = []
  let at = text.startsWith('\ufeff') ? 1 : 0
  const wrong = (problem: string) =>
    invalidParameter(`Line ${rows.length + 1} of the CSV content ${problem}.`)

  function quoted(): string {
    const parts: string[] = []
    for (let from = at + 1; ; ) {
      const end = text.indexOf('"', from)
      if (end === -1) throw wrong('begins a quoted value that does not end')
      parts.push(text.slice(from, end))
      at = end + 1
      if (text[at] !== '"') return parts.join('"')
      from = at + 1
    }
  }
  function plain(): string {
    ends.lastIndex = at
    const end = ends.exec(text)?.index ?? text.length
    const value = text.slice(at, end)
    if (value.includes('"')) throw wrong('has a quotation mark inside a value that is not quoted')
    at = end
    return value
  }

  while (at < text.length) {
    row.push(text[at] === '"' ? quoted() : plain())
    if (text[at] === ',') {
      at += 1
      if (at < text.length) continue
      row.push('')
    } else if (at < text.length && text[at] !== '\r' && text[at] !== '\n') {
      throw wrong('has text after a quoted value')
    }
    at += text.startsWith('\r\n', at) ? 2 : 1
    rows.push(row)
    row = []
  }
  return rows
}

const quotedWhereNeeded = (value: string) =>
  /[",\r\n]/.test(value) || value === '' ? `"${value.replaceAll('"', '""')}"` : value

export const writeCsv = (rows: readonly (readonly string[])[]): string =>
  rows.map((row) => `${row.map(quotedWhereNeeded).join(',')}\n`).join('')
