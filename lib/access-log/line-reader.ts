import { fieldsOf } from './discover-fields'
import type { Entry, Format } from './format'
import { formats as knownFormats } from './formats'
import { parseObject } from './json'
import { type Prefix, prefixes } from './prefixes'
import type { LineReading } from './reading'
import { readingOf } from './request'

/** What a reader has learned from the lines of a file, to go on from there later. Plain JSON. */
export interface ReaderState {
  /** The id of the format that most lately fitted. */
  format: string | null
  /** The header line that is in force. */
  header: string | null
  /** Epoch ms of the newest line whose time was known: lines without one take it. */
  lastMs: number | null
}

export const newReaderState = (): ReaderState => ({ format: null, header: null, lastMs: null })

interface Options {
  /** Tried in this order; all that are known when absent. */
  formats?: readonly Format[]
  /** Epoch ms. */
  clock: () => number
  /** Whether an address is one of the shop's own proxies; undefined when the settings name none. */
  isTrusted?: (address: string) => boolean
}

const notUnderstood: LineReading = {
  kind: 'notUnderstood',
  reason: 'The line is in no format that CafeWatch knows.',
}
const header: LineReading = { kind: 'header' }

interface Route {
  format: Format
  prefix: Prefix | null
}

/** Reads the lines of one file, each in whatever format it is in. Never throws. */
export function newLineReader(
  { formats = knownFormats, clock, isTrusted }: Options,
  state: ReaderState = newReaderState(),
) {
  const byHeader = formats.filter((format) => format.kind === 'header')
  let columns: { format: Format; read: (line: string) => Entry | null } | null = null
  const setHeader = (line: string): boolean => {
    for (const format of byHeader) {
      const read = format.columns(line)
      if (!read) continue
      columns = { format, read }
      state.header = line
      return true
    }
    return false
  }
  if (state.header !== null) setHeader(state.header)
  let last: Route | null = null

  function tryFormat(format: Format, line: string): Entry | null {
    if (format.kind === 'text') return format.read(line)
    if (format.kind === 'header') return columns?.format === format ? columns.read(line) : null
    if (line.charCodeAt(0) !== 123) return null
    const object = parseObject(line)
    return object && jsonEntry(format, object)
  }

  function jsonEntry(format: Format & { kind: 'json' }, object: Record<string, unknown>) {
    const entry = format.read(object)
    if (!entry) return null
    const fields = fieldsOf(object)
    for (const name in entry.fields) fields[name] = entry.fields[name] as string
    entry.fields = fields
    return entry
  }

  /** The entry of a line without a prefix, in the first format that fits. */
  function find(line: string, prefix: Prefix | null): Entry | null {
    const first = line.charCodeAt(0)
    const object = first === 123 ? parseObject(line) : null
    for (const format of formats) {
      const entry =
        format.kind === 'json' ? object && jsonEntry(format, object) : tryFormat(format, line)
      if (!entry) continue
      last = { format, prefix }
      state.format = format.id
      return entry
    }
    return null
  }

  function entryOf(line: string): Entry | null {
    if (last) {
      const bare = last.prefix === null ? line : last.prefix.strip(line)
      const entry = bare === null ? null : tryFormat(last.format, bare)
      if (entry) return entry
    }
    const found = find(line, null)
    if (found) return found
    for (const prefix of prefixes) {
      const bare = prefix.strip(line)
      const entry = bare === null ? null : find(bare, prefix)
      if (entry) return entry
    }
    return null
  }

  return {
    state: (): Readonly<ReaderState> => state,
    read(text: string): LineReading {
      // A byte order mark may begin a file, or stand where one was appended to another.
      const line = text.charCodeAt(0) === 0xfeff ? text.slice(1) : text
      if (line.charCodeAt(0) === 35 && (setHeader(line) || columns)) return header
      const entry = entryOf(line)
      if (!entry) return notUnderstood
      const reading = readingOf(entry, { nowMs: clock(), isTrusted })
      if (reading.kind === 'request') state.lastMs = reading.timestampMs
      return reading
    },
  }
}

export type LineReader = ReturnType<typeof newLineReader>
