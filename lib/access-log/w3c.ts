import type { Entry } from './format'
import { wordsOf } from './quoted'
import { isoTime } from './time'

// By our names, the columns that can say it, the best first; in lower case.
const columnsOf = {
  date: ['date', 'date-local'],
  time: ['time', 'time-local'],
  client: ['c-ip', 'c-dns'],
  forwardedFor: ['x-forwarded-for', 'cs(x-forwarded-for)'],
  method: ['cs-method'],
  target: ['cs-uri-stem', 'cs-uri'],
  query: ['cs-uri-query'],
  status: ['sc-status', 'c-status'],
  bytes: ['sc-bytes'],
  userAgent: ['cs(user-agent)'],
  referer: ['cs(referer)', 'cs(referrer)'],
  host: ['x-host-header', 'cs-host', 'cs(host)'],
  user: ['cs-username', 'x-username'],
  protocol: ['cs-protocol-version', 'cs-version'],
} as const

type Name = keyof typeof columnsOf
const names = Object.keys(columnsOf) as Name[]
const required = ['client', 'target', 'status'] as const
const extra = ['bytes', 'host', 'user'] as const
const headers = ['userAgent', 'referer'] as const

const directive = /^\s*#(Software|Version|Fields):\s*(.*?)\s*$/i

/** The columns that a header line names, in lower case; none for the lines before that one; null for other lines. */
export function columnsIn(header: string): string[] | null {
  const found = directive.exec(header)
  if (!found) return null
  const [, name = '', text = ''] = found
  return name.toLowerCase() === 'fields' ? text.toLowerCase().split(/\s+/) : []
}

/** As many values as there are columns, between tabs or blanks; null when the line has other than so many. */
function valuesOf(line: string, count: number): string[] | null {
  const plain = line.split(line.includes('\t') ? '\t' : ' ')
  const values =
    plain.length === count
      ? plain.map((text) => text.replace(/^"(.*)"$/, '$1'))
      : wordsOf(line).map(({ text }) => text)
  return values.length === count ? values : null
}

const shapes: [Name, RegExp][] = [
  ['date', /^\d{4}-\d\d-\d\d$/],
  ['time', /^\d\d:\d\d:\d\d(?:\.\d+)?$/],
  ['status', /^(?:\d{1,3}|-)$/],
]

const isPath = (target: string) => /^(?:\/|\*$|[a-z][a-z\d+.-]*:\/\/)/i.test(target)

/**
 * Reads lines with these columns; of a value that is a dash there is none. `decode` makes of a text
 * what the client sent. Times are UTC by definition,
 * but those of `date-local`.
 */
export function w3cReader(columns: readonly string[], decode: (text: string) => string) {
  const at = new Map<Name, number>()
  for (const name of names) {
    const column = columnsOf[name].find((one) => columns.includes(one))
    if (column !== undefined) at.set(name, columns.indexOf(column))
  }
  const zone = columns.includes('date') ? 'Z' : ''
  const isComplete = required.every((name) => at.has(name))
  return (line: string): Entry | null => {
    const values = isComplete ? valuesOf(line, columns.length) : null
    if (!values) return null
    const raw = (name: Name) => values[at.get(name) ?? -1]
    // A line of another format may have as many words.
    if (!shapes.every(([name, shape]) => shape.test(raw(name) ?? '-') || !at.has(name))) return null
    const value = (name: Name): string | undefined => {
      const text = raw(name)
      return text === '-' || text === '' ? undefined : text
    }
    const [date, time, target = '', protocol] = [
      value('date'),
      value('time'),
      value('target'),
      value('protocol'),
    ]
    const fields: Record<string, string> = {}
    for (const name of extra) {
      const text = value(name)
      if (text !== undefined) fields[name] = text
    }
    // Of these Apache writes a dash too.
    for (const name of headers) if (at.has(name)) fields[name] = decode(value(name) ?? '-')
    if (date !== undefined && time !== undefined) fields.time = `${date} ${time}`
    return {
      timestampMs: fields.time === undefined ? null : isoTime(`${fields.time}${zone}`),
      client: value('client') ?? '-',
      forwardedFor: value('forwardedFor')?.replaceAll('+', ' '),
      status: value('status') ?? '-',
      method: value('method'),
      // Logs of FTP have the same columns and no paths.
      target: isPath(target) || value('method') === 'CONNECT' ? target : '',
      query: value('query'),
      fields,
      ...(protocol !== undefined && { protocol }),
    }
  }
}
