import { newLineReader } from '../line-reader'
import type { LineReading } from '../reading'

export const clock = () => Date.parse('2026-11-26T12:00:00Z')

/** What a reader makes of lines that follow each other in a file, header lines left out. */
export function readingsOf(lines: readonly string[]): LineReading[] {
  const reader = newLineReader({ clock })
  return lines.map((line) => reader.read(line)).filter(({ kind }) => kind !== 'header')
}

/** What a reader makes of a line that stands alone. */
export function readLine(line: string): LineReading {
  const [reading] = readingsOf([line])
  if (!reading) throw new Error('A header line')
  return reading
}

const at = '[26/Nov/2026:09:00:00 +0000]'

/** Parts of lines in the common shape. */
export const parts = {
  at,
  get: `${at} "GET /cafe HTTP/1.1" 200 5`,
  agent: '"-" "Mozilla/5.0"',
}
