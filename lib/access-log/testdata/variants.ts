import type { Format } from '../format'
import { newLineReader, newReaderState } from '../line-reader'

/** Times that lie after every time in a sample. */
const clock = () => Date.parse('2027-01-01T00:00:00Z')

const read = (format: Format, header: string | null, line: string) => {
  const reader = newLineReader({ clock, formats: [format] }, { ...newReaderState(), header })
  return reader.read(line)
}

/** A sample of a format, and the header line that it needs. */
export interface SampleLine {
  header: string | null
  line: string
  fields: Record<string, string>
}

/** The samples that are requests. */
export function requestsOf(format: Format): SampleLine[] {
  let header: string | null = null
  return format.samples.flatMap((line) => {
    const reading = read(format, header, line)
    if (reading.kind === 'header' && format.kind === 'header' && format.columns(line)) header = line
    return reading.kind === 'request' ? [{ header, line, fields: reading.fields }] : []
  })
}

export interface Change {
  method: string
  request: string
  status: string
}

const changed = ['status', 'request', 'method'] as const

/** The sample as it would be for another request: one member is replaced where the reader then finds it. */
export function variantOf(format: Format, sample: SampleLine, change: Change): string {
  let { line } = sample
  const before = { ...sample.fields }
  for (const name of changed) {
    const [old = '', wanted] = [before[name], change[name]]
    if (old === wanted) continue
    let found: string | null = null
    for (let at = line.indexOf(old); at !== -1 && !found; at = line.indexOf(old, at + 1)) {
      const candidate = line.slice(0, at) + wanted + line.slice(at + old.length)
      const reading = read(format, sample.header, candidate)
      const fits =
        reading.kind === 'request' &&
        reading.fields[name] === wanted &&
        changed.every((other) => other === name || reading.fields[other] === before[other])
      if (fits) found = candidate
    }
    if (found === null) throw new Error(`${format.id}: no ${name} ${old} to replace in ${line}`)
    line = found
    before[name] = wanted
  }
  return line
}

const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']
const clf = /(\d\d)\/([A-Z][a-z]{2})\/(\d{4}):(\d\d:\d\d:\d\d)/g
const iso = /(\d{4}-\d\d-\d\d)([T \t])(\d\d:\d\d:\d\d)/g
const epoch = /\b(1[678]\d{8})(?=\D|\d{3}\b|\d{6}\b|\d{9}\b)/g

const moved = (date: string, time: string, seconds: number) =>
  new Date(Date.parse(`${date}T${time}Z`) + seconds * 1000).toISOString()

/** The line with every time in it so many seconds later. */
export const later = (line: string, seconds: number): string =>
  line
    .replace(clf, (_, day, month, year, time) => {
      const number = String(months.indexOf(month) + 1).padStart(2, '0')
      const text = moved(`${year}-${number}-${day}`, time, seconds)
      return `${text.slice(8, 10)}/${months[Number(text.slice(5, 7)) - 1]}/${text.slice(0, 4)}:${text.slice(11, 19)}`
    })
    .replace(iso, (_, date, between, time) => {
      const text = moved(date, time, seconds)
      return `${text.slice(0, 10)}${between}${text.slice(11, 19)}`
    })
    .replace(epoch, (text) => String(Number(text) + seconds))

/** Epoch ms of a line. Throws when it is no request. */
export function timeOf(format: Format, header: string | null, line: string): number {
  const reading = read(format, header, line)
  if (reading.kind !== 'request') throw new Error(`${format.id}: no request: ${line}`)
  return reading.timestampMs
}
