import { fieldsOf } from './discover-fields'
import type { Entry, Format, JsonFormat } from './format'
import { formats as knownFormats } from './formats'
import { cafewatchJson } from './formats/cafewatch-json'
import { combined } from './formats/combined'
import { parseObject } from './json'
import { type OpenLine, withPart } from './parts'
import { newPlainCombined } from './plain/plain-combined'
import { newPlainJson } from './plain/plain-json'
import type { PlainRequest, ReadPlain } from './plain/plain-request'
import { prefixes, type Stripped } from './prefixes'
import type { LineReading } from './reading'
import { readingOf } from './request'
import { headerAfter } from './w3c'
import { unwrap } from './wrappers'

/** What a reader has learned from the lines of a file, to go on from there later. Plain JSON. */
export interface ReaderState {
  /** The id of the format that most lately fitted. */
  format: string | null
  /** The header lines that are in force. */
  header: string | null
  /** Epoch ms of the newest line whose time was known: lines without one take it. */
  lastMs: number | null
  /** Lines of which only the first parts have come, one a stream. */
  parts?: readonly OpenLine[]
}

export const newReaderState = (): ReaderState => ({ format: null, header: null, lastMs: null })

export interface ReaderOptions {
  /** Tried in this order; all that are known when absent. */
  formats?: readonly Format[]
  /** Epoch ms. */
  clock: () => number
  /** Whether an address is one of the shop's own proxies; undefined when the settings name none. */
  isTrusted?: (address: string) => boolean
}

const notUnderstood = (reason: string): LineReading => ({ kind: 'notUnderstood', reason })
const unknownFormat = notUnderstood('The line is in no format that CafeWatch knows.')
const fitsNothing = notUnderstood(
  'The line fits neither the declared format nor one that CafeWatch knows.',
)
const header: LineReading = { kind: 'header' }

interface Found {
  entry: Entry
  format: Format
  /** The names of the prefixes before it, the outermost first. */
  behind: readonly string[]
}

// A prefix within a prefix within a prefix: no real line has more.
const maxPrefixes = 3
// A file whose lines are hardly ever plain is not asked again for each of them.
const linesToLearn = 100
const directive = /^#[A-Z][A-Za-z-]{2,30}:/

/**
 * Reads the lines of one file, each in whatever format it is in. Never throws. A line means what it
 * would mean alone, but for headers: which lines stood before it decides nothing else.
 */
export function newLineReader(
  { formats = knownFormats, clock, isTrusted }: ReaderOptions,
  state: ReaderState = newReaderState(),
) {
  const byHeader = formats.filter((format) => format.kind === 'header')
  const byObject = formats.filter((format) => format.kind === 'json')
  const byText = formats.filter((format) => format.kind !== 'json')
  // What somebody declared goes before what is guessed.
  const declared = byText.filter((format) => !knownFormats.includes(format))
  const recognized = byText.filter((format) => knownFormats.includes(format))
  const isDeclared = formats.some((format) => !knownFormats.includes(format))
  let columns: { format: Format; read: (line: string) => Entry | null } | null = null
  let latest: Found | null = null
  // The line that is being read, where it came in parts.
  let joined: string | null = null
  // How the next line is read when it is plain, and what is known for it.
  let readPlain: ReadPlain | null = null
  let plainCombined: ReadPlain | null = null
  let plainJson: ReadPlain | null = null
  let unlike = linesToLearn

  const setHeader = (line: string): boolean => {
    const inForce = headerAfter(state.header, line)
    if (inForce === null) return false
    for (const format of byHeader) {
      const read = format.columns(inForce)
      if (!read) continue
      columns = { format, read }
      state.header = inForce
      readPlain = null
      return true
    }
    return false
  }
  if (state.header !== null) setHeader(state.header)

  function inObject(object: Record<string, unknown>): Found | null {
    for (const format of byObject) {
      const entry = jsonEntry(format, object)
      if (entry) return { entry, format, behind: [] }
    }
    return null
  }

  function inText(line: string, textual: typeof byText): Found | null {
    for (const format of textual) {
      let entry: Entry | null = null
      if (format.kind === 'text') entry = format.read(line)
      else if (columns?.format === format) entry = columns.read(line)
      else if (format.bare) entry = format.bare(line)
      if (entry) return { entry, format, behind: [] }
    }
    return null
  }

  function behind(name: string, stripped: Stripped, depth: number): Found | LineReading | null {
    const { whole, open } = withPart(state.parts ?? [], stripped)
    if (open.length > 0 || state.parts) state.parts = open
    if (whole === null) return header
    if (whole !== stripped.line) joined = whole
    const inner = meaningOf(whole, depth + 1)
    if (inner === null || 'kind' in inner) return inner
    inner.entry.timestampMs ??= stripped.timestampMs
    return { ...inner, behind: [name, ...inner.behind] }
  }

  /** What a line says, alone or behind prefixes; null when that is not understood. */
  function meaningOf(line: string, depth: number): Found | LineReading | null {
    const first = line.charCodeAt(0)
    if (first === 35 && (setHeader(line) || columns || directive.test(line))) return header
    if (first === 123) {
      const object = parseObject(line)
      const found = object && inObject(object)
      if (found) return found
      const wrapped = object && depth < maxPrefixes ? unwrap(object) : null
      if (wrapped) return behind(wrapped.name, wrapped, depth)
      return inText(line, byText)
    }
    const found = inText(line, declared)
    if (found) return found
    if (depth < maxPrefixes) {
      for (const prefix of prefixes) {
        const stripped = prefix.strip(line)
        const inner = stripped && behind(prefix.name, stripped, depth)
        if (inner || (stripped && prefix.isCertain)) return inner
      }
    }
    return inText(line, recognized)
  }

  /** How lines are read that are in the form of this one and plain; null when there is no short way. */
  function plainAfter({ format, behind: names }: Found, line: string): ReadPlain | null {
    // Other formats may be tried before those that have it, and columns that a header names.
    if (formats !== knownFormats || names.length > 0 || columns !== null) return null
    if (format === combined) {
      plainCombined ??= newPlainCombined(clock)
      return plainCombined
    }
    if (format !== cafewatchJson) return null
    unlike += 1
    if (unlike > linesToLearn) {
      plainJson = newPlainJson(line, clock)
      unlike = 0
    }
    return plainJson
  }

  function readingIn(text: string): LineReading {
    // A byte order mark may begin a file, or stand where one was appended to another.
    const line = text.charCodeAt(0) === 0xfeff ? text.slice(1) : text
    if (line === '') return header
    const found = meaningOf(line, 0)
    if (found === null) return isDeclared ? fitsNothing : unknownFormat
    if ('kind' in found) return found
    const reading = readingOf(found.entry, { nowMs: clock(), isTrusted })
    if (reading.kind === 'notUnderstood') return reading
    latest = found
    readPlain = plainAfter(found, line)
    state.format = found.format.id
    if (reading.kind === 'request') state.lastMs = reading.timestampMs
    return reading
  }

  return {
    state: (): Readonly<ReaderState> => state,
    /** What the latest line that was understood was in: `Apache combined, behind syslog`; null before the first. */
    formatName(): string | null {
      if (!latest) return null
      const { format, behind: names } = latest
      return names.length === 0 ? format.name : `${format.name}, behind ${names.join(' and ')}`
    },
    /** Reads the line in [from, to) of some bytes as `read` would; null leaves it to that. */
    readPlain(bytes: Uint8Array, from: number, to: number): PlainRequest | null {
      const request = readPlain?.(bytes, from, to) ?? null
      if (request) {
        state.lastMs = request.timestampMs
        unlike = 0
      }
      return request
    },
    read(text: string): LineReading {
      joined = null
      const reading = readingIn(text)
      return joined === null || reading.kind === 'header' ? reading : { ...reading, line: joined }
    },
  }
}

function jsonEntry(format: JsonFormat, object: Record<string, unknown>): Entry | null {
  const entry = format.read(object)
  if (!entry) return null
  const fields = fieldsOf(object)
  for (const [name, value] of Object.entries(entry.fields)) fields[name] = value
  entry.fields = fields
  return entry
}

export type LineReader = ReturnType<typeof newLineReader>
