import { randomUUID } from 'node:crypto'
import { closeSync, mkdirSync, openSync, rmSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { type PlainRequest, zero } from '@/lib/access-log/plain/plain-request'
import type { Location } from '@/lib/location'
import { controlsIn, newCountable } from './control-characters'
import { copyBytes, type Viewed, viewed } from './copy-bytes'
import { maxColumns } from './max-columns'
import { otherFieldsText } from './other-fields'
import { StoreFailed } from './store-failed'

/** The columns of a location, in this order. */
export const locationFields = ['country', 'region', 'city', 'lat', 'lon'] as const

/** Events on their way into the store, in files of its work folder: row number, epoch ms, message, location, then a column for each field. */
export interface EventFiles {
  /** Each is read by a thread of its own. */
  paths: string[]
  /** The number of the first row. */
  firstRow: number
  events: number
  bytes: number
  /** Whether any event has a location. */
  isLocated: boolean
  /** The fields of its columns, null for the one with all others; a row may end before the last. */
  fields: (string | null)[]
  /** In bytes. */
  longestRow: number
}

// A disk that is full, a quota that is used up, a limit of the process (ulimit -f).
const withoutRoom = ['ENOSPC', 'EDQUOT', 'EFBIG']
const delimiter = '\x1f'
const newline = 0x0a

/** How DuckDB reads such a file: what is empty and not quoted is NULL. */
export const eventFileOptions =
  "delim = '\x1f', quote = '\x1e', escape = '\x1e', header = false, auto_detect = false, new_line = '\\n', nullstr = '', allow_quoted_nulls = false, null_padding = true, parallel = false"

const bufferBytes = 1 << 20
// DuckDB holds what it reads of several batches at once.
const maxBytesAtOnce = 120 << 20
// What UTF-8 makes of a UTF-16 code unit at most.
const maxUnitBytes = 3

const control = /[^ -\uffff]/
const quoted = (text: string) => `\x1e${text.replaceAll('\x1e', '\x1e\x1e')}\x1e`
const quotedWhereNeeded = (text: string) =>
  text === '' || control.test(text) ? quoted(text) : text
// Not quoted it would be NULL.
const empty = quoted('')

const noPlace = delimiter.repeat(locationFields.length - 1)
const placed = Symbol('placed')
/** A location that keeps what its columns are in a row: it comes again and again, in every file. */
type Placed = Location & { [placed]?: string }

/** The columns of a location in a row. */
export function placeText(location: Placed): string {
  location[placed] ??= locationFields
    .map((name) => (location[name] === '' ? '' : quotedWhereNeeded(location[name])))
    .join(delimiter)
  return location[placed]
}
// Row number, time, message and place; the fields follow.
const firstField = 4

/** Whether a file of a work folder is one of these. */
export const isEventFile = (name: string) => name.startsWith('events-')

/** A line in a block of bytes. */
export interface PlainLine {
  block: Viewed
  from: number
  to: number
}

/** Bytes that stand after their length. */
export interface Measured {
  block: Viewed
  at: number
}

const [delimiterByte, quoteByte, zeroByte] = [0x1f, 0x1e, 0x30]
// Row number, time and what stands between columns.
const maxOverhead = 64
const million = 1_000_000

type Fields = Readonly<Record<string, string>>

export type EventWriter = ReturnType<typeof newEventWriter>

/** Removes files that were stored, or are given up. */
export function removeEventFiles({ paths }: Pick<EventFiles, 'paths'>) {
  for (const path of paths) rmSync(path, { force: true })
}

/** Whether batches of one writer, each next to the one before, may be stored as one: it reads the rows of all by the same columns. */
export const canJoin = ([first, ...others]: readonly EventFiles[]): boolean =>
  first !== undefined &&
  others.reduce((sum, { bytes }) => sum + bytes, first.bytes) <= maxBytesAtOnce &&
  others.every(
    ({ fields }) =>
      fields.length === first.fields.length &&
      first.fields.every((name, at) => name === fields[at]),
  )

/** Batches that follow each other as one. */
export const joinFiles = (batches: readonly [EventFiles, ...EventFiles[]]): EventFiles => ({
  paths: batches.flatMap(({ paths }) => paths),
  firstRow: batches[0].firstRow,
  events: batches.reduce((sum, { events }) => sum + events, 0),
  bytes: batches.reduce((sum, { bytes }) => sum + bytes, 0),
  isLocated: batches.some(({ isLocated }) => isLocated),
  fields: batches[0].fields,
  longestRow: Math.max(...batches.map(({ longestRow }) => longestRow)),
})

/** Writes batches of events, one after the other, each into a new file of a folder. Throws when the disk is full. */
export function newEventWriter(folder: string) {
  let path: string | null = null
  let withColumn = new Set<string>()
  let columns: (string | null)[] = []
  const columnOf = new Map<string, number>()
  // For each column the number of its field in the latest plain request; -1 where it has none.
  let plainNames: readonly string[] = []
  let plainFields: number[] = []
  /** Whether each of its fields has a column. */
  let arePlainWhole = true
  const row: (string | number | undefined)[] = new Array(firstField).fill('')
  let buffer = newCountable(bufferBytes)
  let target = viewed(buffer.bytes)
  let at = 0
  /** Where the latest line begins. */
  let lineAt = 0
  let file: number | null = null
  let written = 0
  /** The number of the next row. */
  let nextRow = 0
  let firstRow = 0
  let longestRow = 0
  let isLocated = false

  function flush() {
    try {
      if (file === null) {
        mkdirSync(folder, { recursive: true, mode: 0o700 })
        path = join(folder, `events-${randomUUID()}.txt`)
        file = openSync(path, 'w')
      }
      for (let from = 0; from < at; ) from += writeSync(file, buffer.bytes, from, at - from)
    } catch (error) {
      const { code = '' } = error as NodeJS.ErrnoException
      throw withoutRoom.includes(code) ? new StoreFailed(folder, error) : error
    }
    written += at
    at = 0
  }

  function makeRoom(needed: number) {
    if (at > 0) flush()
    if (needed <= buffer.bytes.length) return
    buffer = newCountable(needed)
    target = viewed(buffer.bytes)
  }

  /** Writes parts of a row as a line; gives the number of control characters in them. */
  function write(parts: typeof row): number {
    const text = parts.join(delimiter)
    const needed = text.length * maxUnitBytes + 1
    if (needed > buffer.bytes.length - at) makeRoom(needed)
    lineAt = at
    const end = at + buffer.bytes.write(text, at)
    const controls = controlsIn(buffer, at, end)
    buffer.bytes[end] = newline
    at = end + 1
    return controls
  }

  function writeByte(byte: number) {
    buffer.bytes[at] = byte
    at += 1
  }

  function writeBytes(source: Viewed, from: number, to: number) {
    copyBytes(source, from, to, target, at)
    at += to - from
  }

  /** Writes a whole number below 2^31, with at least so many digits. */
  function writeNumber(value: number, minDigits: number) {
    let digits = 1
    for (let left = (value / 10) | 0; left > 0; left = (left / 10) | 0) digits += 1
    digits = Math.max(digits, minDigits)
    const { bytes } = buffer
    let left = value
    for (let place = at + digits - 1; place >= at; place -= 1) {
      const tenth = (left / 10) | 0
      bytes[place] = zeroByte + left - tenth * 10
      left = tenth
    }
    at += digits
  }

  /** Writes a whole number below 2^31 * 10^6. */
  function writeWhole(value: number) {
    const high = Math.floor(value / million)
    if (high > 0) writeNumber(high, 1)
    writeNumber(value - high * million, high > 0 ? 6 : 1)
  }

  /** Writes the columns of the fields of a plain request. */
  function writeFields(block: Viewed, spans: Int32Array) {
    for (let column = 0; column < columns.length; column += 1) {
      writeByte(delimiterByte)
      const field = plainFields[column] as number
      if (field === -1) continue
      const from = spans[2 * field] as number
      const to = spans[2 * field + 1] as number
      if (from === zero) writeByte(zeroByte)
      else if (from < to) writeBytes(block, from, to)
      else {
        writeByte(quoteByte)
        writeByte(quoteByte)
      }
    }
  }

  /** The column of a field that had none in this file; -1 when the store has no room for it. */
  function newColumn(name: string): number {
    if (!withColumn.has(name)) {
      if (withColumn.size >= maxColumns) return -1
      withColumn.add(name)
    }
    const column = columns.push(name) - 1
    columnOf.set(name, column)
    row.push(undefined)
    return column
  }

  function columnOfOthers(): number {
    const column = columns.indexOf(null)
    if (column !== -1) return column
    row.push(undefined)
    return columns.push(null) - 1
  }

  /** Sets the fields of the row; gives the number of empty ones. */
  function setFields(fields: Fields): number {
    let empties = 0
    let next = 0
    let others: Record<string, string> | undefined
    // Most rows have their fields in the order of the columns.
    for (const name in fields) {
      const column = columns[next] === name ? next : (columnOf.get(name) ?? newColumn(name))
      const text = fields[name] as string
      if (column === -1) {
        others ??= Object.create(null) as Record<string, string>
        others[name] = text
        continue
      }
      if (text === '') empties += 1
      row[firstField + column] = text === '' ? empty : text
      next = column + 1
    }
    if (others) row[firstField + columnOfOthers()] = otherFieldsText(others)
    return empties
  }

  function quoteParts(message: string, fields: Fields) {
    row[2] = quotedWhereNeeded(message)
    for (const name in fields) {
      const column = columnOf.get(name)
      if (column !== undefined) row[firstField + column] = quotedWhereNeeded(fields[name] ?? '')
    }
  }

  /** Gives the fields of plain requests their columns. */
  function setPlainNames(names: readonly string[]) {
    for (const name of names) if (!columnOf.has(name)) newColumn(name)
    plainNames = names
    plainFields = columns.map((name) => (name === null ? -1 : names.indexOf(name)))
    arePlainWhole = names.every((name) => columnOf.has(name))
  }

  function countEvent() {
    longestRow = Math.max(longestRow, at - lineAt)
    nextRow += 1
  }

  function close() {
    if (file !== null) closeSync(file)
    file = null
  }

  return {
    /** Begins a batch. `known`: the fields that have a column in the store. */
    begin(known: Iterable<string>) {
      path = null
      withColumn = new Set(known)
      columns = []
      columnOf.clear()
      plainNames = []
      plainFields = []
      row.length = firstField
      at = 0
      written = 0
      firstRow = nextRow
      longestRow = 0
      isLocated = false
    },
    /**
     * Adds a plain request: the same row as `add` writes for its texts. `place` is null where its location is
     * not known. False when it was left out, since not all of its fields have a column.
     */
    addPlain(
      { block, from, to }: PlainLine,
      { timestampMs, names, spans }: PlainRequest,
      place: Measured | null,
    ): boolean {
      if (names !== plainNames || plainFields.length !== columns.length) setPlainNames(names)
      if (!arePlainWhole) return false
      let needed = to - from + maxOverhead + 3 * columns.length
      for (let at = 0; at < spans.length; at += 2)
        needed += (spans[at + 1] as number) - (spans[at] as number)
      const placeLength = place === null ? 0 : (place.block.bytes[place.at] as number)
      if (needed + placeLength > buffer.bytes.length - at) makeRoom(needed + placeLength)
      lineAt = at
      writeWhole(nextRow)
      writeByte(delimiterByte)
      writeWhole(timestampMs)
      writeByte(delimiterByte)
      writeBytes(block, from, to)
      writeByte(delimiterByte)
      if (place === null)
        for (let left = 1; left < locationFields.length; left += 1) writeByte(delimiterByte)
      else {
        writeBytes(place.block, place.at + 1, place.at + 1 + placeLength)
        isLocated = true
      }
      writeFields(block, spans)
      writeByte(newline)
      countEvent()
      return true
    },
    add(timestampMs: number, message: string, fields: Fields | null, location: Location | null) {
      row[0] = nextRow
      row[1] = timestampMs
      row[2] = message === '' ? empty : message
      row[3] = location === null ? noPlace : placeText(location)
      if (location !== null) isLocated = true
      const empties = (message === '' ? 1 : 0) + (fields === null ? 0 : setFields(fields))
      const parts = fields === null ? row.slice(0, firstField) : row
      const delimiters = parts.length - 1 + locationFields.length - 1
      // Texts hardly ever contain control characters: it costs less to count them afterwards.
      if (write(parts) !== delimiters + empties * empty.length) {
        at = lineAt
        quoteParts(message, fields ?? {})
        write(fields === null ? row.slice(0, firstField) : row)
      }
      for (let column = firstField; column < row.length; column += 1) row[column] = undefined
      countEvent()
    },
    /** Ends the batch; its file is the caller's from then on. */
    end(): EventFiles {
      if (at > 0) flush()
      close()
      const files = {
        paths: path === null ? [] : [path],
        firstRow,
        events: nextRow - firstRow,
        bytes: written,
        isLocated,
        fields: columns,
        longestRow,
      }
      path = null
      return files
    },
    /** Gives up what was not ended. */
    drop() {
      close()
      if (path !== null) rmSync(path, { force: true })
      path = null
    },
  }
}
