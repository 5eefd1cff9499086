import { CsvError, parse } from 'csv-parse/sync'
import { invalidParameter } from '@/lib/local/aws-error'

const problems: Record<string, string> = {
  CSV_QUOTE_NOT_CLOSED: 'begins a quoted value that does not end',
  CSV_INVALID_CLOSING_QUOTE: 'has text after a quoted value',
  INVALID_OPENING_QUOTE: 'has a quotation mark inside a value that is not quoted',
}

/** The rows of a CSV text as RFC 4180 has it; a line may end in LF. Throws and names the line that is wrong. */
export function readCsv(text: string): string[][] {
  try {
    return parse(text, { bom: true, relaxColumnCount: true })
  } catch (error) {
    if (!(error instanceof CsvError)) throw error
    const line = typeof error.lines === 'number' ? error.lines : 1
    throw invalidParameter(
      `Line ${line} of the CSV content ${problems[error.code] ?? 'cannot be read'}.`,
    )
  }
}

const quotedWhereNeeded = (value: string) =>
  /[",\r\n]/.test(value) || value === '' ? `"${value.replaceAll('"', '""')}"` : value

export const writeCsv = (rows: readonly (readonly string[])[]): string =>
  rows.map((row) => `${row.map(quotedWhereNeeded).join(',')}\n`).join('')
