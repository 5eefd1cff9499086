import type { Entry } from './format'
import { wordsOf } from './quoted'
import { isoTime, monthOf } from './time'

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
  taken: ['time-taken'],
} as const

type Name = keyof typeof columnsOf
const names = Object.keys(columnsOf) as Name[]
const required = ['client', 'target', 'status'] as const
const extra = ['bytes', 'host', 'user'] as const
const headers = ['userAgent', 'referer'] as const

const directive = /^#(Software|Version|Fields|Date|Start-Date):(.*)$/is

interface Directive {
  line: string
  name: string
  text: string
}

const directivesIn = (header: string): Directive[] =>
  header.split('\n').flatMap((line) => {
    const [, name, text = ''] = directive.exec(line) ?? []
    return name === undefined ? [] : [{ line, name: name.toLowerCase(), text: text.trim() }]
  })

const isDate = ({ name }: Directive) => name.endsWith('date')

/** The header lines that are in force after one more: the newest date, and the newest of the others. Null for other lines. */
export function headerAfter(before: string | null, line: string): string | null {
  const added = directivesIn(line)
  if (added.length === 0) return null
  const all = [...directivesIn(before ?? ''), ...added]
  const kept = [all.findLast(isDate), all.findLast((one) => !isDate(one))]
  return kept.flatMap((one) => one?.line ?? []).join('\n')
}

/** The columns that a header names, in lower case; none for its lines before that one; null for other lines. */
export function columnsIn(header: string): string[] | null {
  const found = directivesIn(header)
  if (found.length === 0) return null
  const fields = found.find(({ name }) => name === 'fields')
  return fields ? fields.text.toLowerCase().split(/\s+/) : []
}

// As the draft of the standard writes it: 26-Nov-2026.
const draftDate = /^(\d\d)-([A-Z][a-z]{2})-(\d{4})(?= )/

/** When a header was written, epoch ms in UTC; null when it does not say. */
export function dateIn(header: string): number | null {
  const text = directivesIn(header)
    .find(isDate)
    ?.text.replace(draftDate, (_, day, name, year) => {
      return `${year}-${String(monthOf(name) + 1).padStart(2, '0')}-${day}`
    })
  return (text !== undefined && isoTime(`${text.replace(/ ?(?:Z|GMT|UTC)$/, '')}Z`)) || null
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

const dayMs = 86_400_000
// A request may be logged a little after others that began later.
const slackMs = 3_600_000

const dayOf = (ms: number) => new Date(ms).toISOString().slice(0, 10)

/** The date of a time of day that was written at or soon after `startMs`: that day or the next. */
function dateAfter(startMs: number, time: string): string {
  const ms = isoTime(`${dayOf(startMs)} ${time}Z`)
  return dayOf(ms !== null && ms < startMs - slackMs ? startMs + dayMs : startMs)
}

interface Meaning {
  /** What the client sent, of a text. */
  decode(text: string): string
  /** How long an answer took, in seconds, of `time-taken`; undefined where that is no time. */
  secondsOf(taken: string): string | undefined
}

/**
 * Reads lines with these columns; of a value that is a dash there is none. Times are UTC by
 * definition, but those of `date-local`. Where no column has the date, it is that of the header:
 * `startMs`.
 */
export function w3cReader(
  columns: readonly string[],
  { decode, secondsOf }: Meaning,
  startMs: number | null,
) {
  const at = new Map<Name, number>()
  for (const name of names) {
    const column = columnsOf[name].find((one) => columns.includes(one))
    if (column !== undefined) at.set(name, columns.indexOf(column))
  }
  const isStarted = startMs !== null && !at.has('date') && columns.includes('time')
  const zone = columns.includes('date') || isStarted ? 'Z' : ''
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
    const [time, target = '', protocol] = [value('time'), value('target'), value('protocol')]
    const date = isStarted && time !== undefined ? dateAfter(startMs, time) : value('date')
    const fields: Record<string, string> = {}
    for (const name of extra) {
      const text = value(name)
      if (text !== undefined) fields[name] = text
    }
    const seconds = secondsOf(value('taken') ?? '-')
    if (seconds !== undefined) fields.request_time = seconds
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
