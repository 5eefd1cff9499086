import { randomUUID } from 'node:crypto'
import { closeSync, mkdirSync, openSync, rmSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import type { Location } from '@/lib/location'
import { maxColumns } from './groups'
import { StoreFailed } from './store-failed'

/** The columns of a location, in this order. */
export const locationFields = ['country', 'region', 'city', 'lat', 'lon'] as const

/** Events on their way into the store, in a file of its work folder: row number, epoch ms, message, location, then a column for each field. */
export interface EventFile {
  path: string
  events: number
  /** Whether any event has a location. */
  isLocated: boolean
  /** The fields of its columns; a row may end before the last. */
  fields: string[]
  /** In bytes. */
  longestRow: number
}

const delimiter = 0x1f
const newline = 0x0a

/** How DuckDB reads such a file: what is empty and not quoted is NULL. */
export const eventFileOptions =
  "delim = '\x1f', quote = '\x1e', escape = '\x1e', header = false, auto_detect = false, new_line = '\\n', nullstr = '', allow_quoted_nulls = false, null_padding = true, parallel = false"

const bufferBytes = 1 << 20
// Of a shorter text the call into Node would cost more than its characters.
const shortLength = 48
// What UTF-8 makes of a UTF-16 code unit at most.
const maxUnitBytes = 3

const control = /[^ -\uffff]/
const quoted = (text: string) => `\x1e${text.replaceAll('\x1e', '\x1e\x1e')}\x1e`

/** Whether a file of a work folder is one of these. */
export const isEventFile = (name: string) => name.startsWith('events-')

export type EventFileWriter = ReturnType<typeof newEventFile>

/** Writes events into a new file of a folder. `known`: the fields that have a column in the store. Throws when the disk is full. */
export function newEventFile(folder: string, known: Iterable<string>) {
  const path = join(folder, `events-${randomUUID()}.txt`)
  const withColumn = new Set(known)
  const columns: string[] = []
  const columnOf = new Map<string, number>()
  const row: (string | undefined)[] = []
  let bytes = Buffer.allocUnsafe(bufferBytes)
  let at = 0
  let flushed = 0
  let file: number | null = null
  let events = 0
  let longestRow = 0
  let isLocated = false

  function flush() {
    try {
      if (file === null) {
        mkdirSync(folder, { recursive: true, mode: 0o700 })
        file = openSync(path, 'w')
      }
      for (let from = 0; from < at; ) from += writeSync(file, bytes, from, at - from)
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException
      throw code === 'ENOSPC' || code === 'EDQUOT' ? new StoreFailed(folder) : error
    }
    flushed += at
    at = 0
  }

  function makeRoom(needed: number) {
    if (at > 0) flush()
    if (needed > bytes.length) bytes = Buffer.allocUnsafe(needed)
  }

  function putAny(text: string) {
    const safe = text === '' || control.test(text) ? quoted(text) : text
    const needed = safe.length * maxUnitBytes
    if (needed > bytes.length - at) makeRoom(needed)
    at += bytes.write(safe, at, bytes.length - at)
  }

  function put(text: string) {
    const { length } = text
    if (length === 0 || length > shortLength) return putAny(text)
    if (bytes.length - at < shortLength) makeRoom(shortLength)
    const into = bytes
    let to = at
    for (let from = 0; from < length; from += 1) {
      const code = text.charCodeAt(from)
      if (code < 0x20 || code > 0x7e) return putAny(text)
      into[to] = code
      to += 1
    }
    at = to
  }

  function putByte(byte: number) {
    if (at === bytes.length) makeRoom(1)
    bytes[at] = byte
    at += 1
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

  function putFields(fields: Readonly<Record<string, string>>) {
    let next = 0
    // Most rows have their fields in the order of the columns.
    for (const name in fields) {
      const column = columns[next] === name ? next : (columnOf.get(name) ?? newColumn(name))
      if (column === -1) continue
      row[column] = fields[name]
      next = column + 1
    }
    for (let column = 0; column < row.length; column += 1) {
      const text = row[column]
      putByte(delimiter)
      if (text === undefined) continue
      put(text)
      row[column] = undefined
    }
  }

  function putPart(text: string) {
    putByte(delimiter)
    if (text !== '') put(text)
  }

  function putLocation({ country, region, city, lat, lon }: Location) {
    isLocated = true
    putPart(country)
    putPart(region)
    putPart(city)
    putPart(lat)
    putPart(lon)
  }

  return {
    count: () => events,
    add(
      timestampMs: number,
      message: string,
      fields: Readonly<Record<string, string>> | null,
      location: Location | null,
    ) {
      const begin = flushed + at
      put(String(events))
      putByte(delimiter)
      put(String(timestampMs))
      putByte(delimiter)
      put(message)
      if (location !== null) putLocation(location)
      if (fields !== null) {
        if (location === null) for (const _ of locationFields) putByte(delimiter)
        putFields(fields)
      }
      putByte(newline)
      events += 1
      longestRow = Math.max(longestRow, flushed + at - begin)
    },
    /** Ends the file. */
    end(): EventFile {
      if (events > 0) flush()
      if (file !== null) closeSync(file)
      file = null
      return { path, events, isLocated, fields: columns, longestRow }
    },
    /** Gives it up. */
    drop() {
      if (file !== null) closeSync(file)
      file = null
      rmSync(path, { force: true })
    },
  }
}
