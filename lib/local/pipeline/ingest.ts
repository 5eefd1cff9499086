import { type FileHandle, open, stat } from 'node:fs/promises'
import { basename } from 'node:path'
import { createGunzip } from 'node:zlib'
import { parseLine } from '@/lib/access-log/parse-line'
import { type EventBatch, type NewEvent, newBatch } from '@/lib/local/store/batch'
import { type Session, StoreFailed } from '@/lib/local/store/duckdb'
import type { Store } from '@/lib/local/store/store'
import type { PlaceOf } from '@/lib/place'
import type { LoadingStatus } from '@/lib/source'
import { expand, fingerprint, headOf, isCompressed, readAt } from './log-files'

/** How far a file has been read. Its content's first bytes say which file it is, whatever its name. */
interface Position {
  key: string
  head: string
  headBytes: number
  offset: number
  lines: number
  unparsed: number
}

interface Followed {
  path: string
  bytes: number
  position: Position | null
  handle: FileHandle | null
  inode: number
  problem?: string
  /** Of a compressed file: its size and time when it was read to its end. */
  readAs?: string
}

/** Sees each event of a batch, then stores what it made of them in the batch's own transaction. */
export interface Watch {
  see(event: NewEvent): void
  store(session: Session): Promise<void>
}

interface Options {
  paths: string[]
  group: string
  placeOf: PlaceOf
  clock: () => number
  /** What watches the events of one batch. */
  watch: () => Watch | Promise<Watch>
  say: (text: string) => void
  pollMs?: number
}

export interface Following {
  status(): LoadingStatus
  /** Settles when what the files held at the start has been read. */
  firstPass: Promise<void>
  /** Reads what the files hold now. Settles when it is stored; a pass that began before this was asked does not count. */
  catchUp(): Promise<void>
  close(): Promise<void>
}

const headSize = 1024
const blockBytes = 2 << 20
// DuckDB writes a full row group (122,880) straight to disk.
const batchLines = 122_880
// A log of very long lines is stored in smaller batches.
const batchChars = 96 << 20
const longestLine = 32 << 20
const progressMs = 2_000
const newline = 10

/** Where the n-th line after a point ends, its newline included. */
function afterLines(bytes: Buffer, from: number, lines: number): number {
  let at = from
  for (let left = lines; left > 0; left -= 1) at = bytes.indexOf(newline, at) + 1
  return at
}

const place = (fields: Record<string, string>, placeOf: PlaceOf) => {
  if (fields.country !== undefined || fields.remoteIP === undefined) return
  const found = placeOf(fields.remoteIP)
  if (!found) return
  for (const name of ['country', 'region', 'city', 'lat', 'lon'] as const) {
    if (found[name] !== '') fields[name] = found[name]
  }
}

function problemOf(path: string, error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException
  if (error instanceof StoreFailed) return message
  if (code === 'ENOENT')
    return `There is no file ${path}. Check ACCESS_LOG; as soon as the file is there it is read.`
  if (code === 'EACCES' || code === 'EPERM') {
    return `${path} may not be read by this user. Allow it (on Debian: add the user to the group adm); reading starts by itself.`
  }
  if (code === 'EISDIR')
    return `${path} is a folder. Name a file in it, or a glob such as ${path}/*.log.`
  if (code?.startsWith('Z_'))
    return `${path} is not a sound gzip file (${message}). What could be read was kept.`
  return `${path} cannot be read: ${message}. It is tried again every second.`
}

/**
 * Follows log files from their start and as they grow, over rotation, truncation and restarts. Each
 * line becomes one event; a line in no known format has no fields and is counted.
 */
export async function followLogs(
  store: Store,
  { paths, group, placeOf, clock, watch, say, pollMs = 1_000 }: Options,
): Promise<Following> {
  const positions: Position[] = (await store.positions()).map(({ value }) => JSON.parse(value))
  const files = new Map<string, Followed>()
  const retired: Followed[] = []
  const rate = { lines: 0, sinceMs: performance.now(), perSecond: 0, saidMs: performance.now() }
  let done = false
  let closing = false
  let lastMs: number | null = null

  function progress() {
    const now = performance.now()
    const elapsed = now - rate.sinceMs
    if (elapsed > 500) {
      rate.perSecond = Math.round((rate.lines / elapsed) * 1000)
      rate.lines = 0
      rate.sinceMs = now
    }
    if (done || now - rate.saidMs < progressMs) return
    rate.saidMs = now
    const { files } = status()
    const sum = (of: (file: (typeof files)[number]) => number) =>
      files.reduce((total, file) => total + of(file), 0)
    const percent = Math.floor(
      (100 * sum(({ readBytes }) => readBytes)) /
        Math.max(
          1,
          sum(({ bytes }) => bytes),
        ),
    )
    say(
      `Reading the log: ${percent} %, ${sum(({ lines }) => lines).toLocaleString('en')} lines, ${rate.perSecond.toLocaleString('en')} lines/s`,
    )
  }

  function eventOf(line: string): NewEvent {
    const { timestampMs, fields } = parseLine(line)
    if (fields) place(fields, placeOf)
    lastMs = timestampMs ?? lastMs ?? clock()
    return { timestampMs: lastMs, message: line, fields }
  }

  async function keep(
    followed: Followed,
    { batch, seen }: { batch: EventBatch; seen: Watch },
    position: Position,
    offset: number,
  ) {
    const stream = basename(followed.path)
    if (!store.hasLogStream(group, stream)) await store.createLogStream(group, stream, clock())
    const lines = batch.messages.length
    const next = {
      ...position,
      offset,
      lines: position.lines + lines,
      unparsed: position.unparsed + batch.unparsed,
    }
    await store.append(group, stream, batch, {
      ingestedMs: clock(),
      position: { key: next.key, value: JSON.stringify(next) },
      also: seen.store,
    })
    Object.assign(position, next)
    rate.lines += lines
    progress()
  }

  /** Takes blocks of content one after another and keeps their whole lines; one batch is stored while the next is read. */
  async function lineReader(followed: Followed, position: Position) {
    const begin = async () => ({ batch: newBatch(), seen: await watch(), chars: 0 })
    let rest: Buffer = Buffer.alloc(0)
    let current = await begin()
    let offset = position.offset
    let stored = position.offset
    let storing: Promise<void> = Promise.resolve()
    const push = (line: string) => {
      const message = line.endsWith('\r') ? line.slice(0, -1) : line
      if (message === '') return
      const event = eventOf(message)
      current.batch.add(event)
      current.seen.see(event)
      current.chars += message.length
    }
    const send = async () => {
      await storing
      if (offset === stored) return
      stored = offset
      storing = keep(followed, current, position, offset)
      // Awaited before the next batch; until then its failure is nobody's surprise.
      storing.catch(() => {})
      current = await begin()
    }
    const wholeLines = async (bytes: Buffer) => {
      const lines = bytes.toString('utf8').split('\n')
      lines.pop()
      let from = 0
      let taken = 0
      for (const line of lines) {
        push(line)
        taken += 1
        if (current.batch.messages.length < batchLines && current.chars < batchChars) continue
        const end = afterLines(bytes, from, taken)
        offset += end - from
        from = end
        taken = 0
        await send()
      }
      offset += bytes.length - from
    }
    return {
      async block(block: Buffer) {
        const bytes = rest.length > 0 ? Buffer.concat([rest, block]) : block
        const end = bytes.lastIndexOf(newline) + 1
        await wholeLines(bytes.subarray(0, end))
        rest = bytes.subarray(end)
        if (rest.length > longestLine) await this.end()
      },
      async end() {
        push(rest.toString('utf8'))
        offset += rest.length
        rest = Buffer.alloc(0)
        await this.flush()
      },
      async flush() {
        await send()
        await storing
      },
    }
  }

  async function positionOf(path: string): Promise<Position | null> {
    const head = await headOf(path, headSize)
    if (head.length === 0) return null
    const known = positions
      .filter(({ headBytes }) => headBytes <= head.length)
      .filter(({ headBytes, head: print }) => fingerprint(head.subarray(0, headBytes)) === print)
      .sort((a, b) => b.headBytes - a.headBytes)[0]
    const position = known ?? {
      key: `${basename(path)} ${clock()} ${positions.length}`,
      head: '',
      headBytes: 0,
      offset: 0,
      lines: 0,
      unparsed: 0,
    }
    if (!known) positions.push(position)
    position.head = fingerprint(head)
    position.headBytes = head.length
    return position
  }

  async function readPlain(followed: Followed, atEnd: 'wait' | 'take') {
    const { handle } = followed
    if (!handle) return
    const { size } = await handle.stat()
    followed.bytes = size
    const position = followed.position
    if (!position) return
    if (size < position.offset) {
      // Cut short in place: what is there now is new.
      Object.assign(position, { offset: 0 })
      followed.position = await positionOf(followed.path)
      return readPlain(followed, atEnd)
    }
    const reader = await lineReader(followed, position)
    for (let at = position.offset; !closing; ) {
      const block = await readAt(handle, at, blockBytes)
      if (block.length === 0) break
      at += block.length
      await reader.block(block)
    }
    await reader.flush()
    if (atEnd === 'take') await reader.end()
  }

  async function readCompressed(followed: Followed, as: string) {
    const position = await positionOf(followed.path)
    followed.position = position
    if (!position) return
    const reader = await lineReader(followed, position)
    let skip = position.offset
    const handle = await open(followed.path, 'r')
    try {
      for await (const part of handle.createReadStream({ autoClose: false }).pipe(createGunzip())) {
        if (closing) return
        const block = part as Buffer
        const from = Math.min(skip, block.length)
        skip -= from
        if (from < block.length) await reader.block(block.subarray(from))
      }
      await reader.end()
      followed.readAs = as
      // The size that counts is that of the content.
      followed.bytes = position.offset
    } finally {
      await reader.flush()
      await handle.close()
    }
  }

  async function follow(path: string) {
    const followed = files.get(path) ?? { path, bytes: 0, position: null, handle: null, inode: 0 }
    files.set(path, followed)
    try {
      const { ino, size, mtimeMs } = await stat(path)
      if (isCompressed(path)) {
        const as = `${ino} ${size} ${mtimeMs}`
        if (followed.readAs !== as) await readCompressed(followed, as)
      } else {
        if (followed.handle && followed.inode !== ino) {
          // Renamed away: the writer may still hold the old file open for a moment.
          retired.push({ ...followed })
          followed.handle = null
        }
        if (!followed.handle) {
          followed.handle = await open(path, 'r')
          followed.inode = ino
          followed.position = await positionOf(path)
        }
        followed.position ??= await positionOf(path)
        await readPlain(followed, 'wait')
      }
      followed.problem = undefined
    } catch (error) {
      const problem = problemOf(path, error)
      if (followed.problem !== problem) say(problem)
      followed.problem = problem
    }
  }

  const rounds = new Map<Followed, number>()
  async function finishRetired() {
    for (const old of [...retired]) {
      const round = (rounds.get(old) ?? 0) + 1
      rounds.set(old, round)
      await readPlain(old, round >= 5 ? 'take' : 'wait').catch(() => {})
      if (round < 5) continue
      retired.splice(retired.indexOf(old), 1)
      await old.handle?.close()
    }
  }

  async function pass() {
    if (closing) return
    await finishRetired()
    const found = (await Promise.all(paths.map(expand))).flat()
    for (const path of [...new Set(found)]) if (!closing) await follow(path)
  }

  function status(): LoadingStatus {
    return {
      files: [...files.values()].map(({ path, bytes, position, problem }) => ({
        path,
        bytes,
        readBytes: Math.min(position?.offset ?? 0, Math.max(bytes, 0)),
        lines: position?.lines ?? 0,
        unparsed: position?.unparsed ?? 0,
        problem,
      })),
      linesPerSecond: rate.perSecond,
      done,
    }
  }

  async function measure() {
    for (const path of (await Promise.all(paths.map(expand))).flat()) {
      const size = await stat(path).then(
        (found) => found.size,
        () => 0,
      )
      files.set(path, { path, bytes: size, position: null, handle: null, inode: 0 })
    }
  }

  await measure()
  let wake = () => {}
  let passing = pass()
  const firstPass = passing.then(() => {
    done = true
  })
  /** The pass that those wait for who asked while one was under way. */
  let asked: Promise<void> | null = null
  function catchUp(): Promise<void> {
    asked ??= passing
      .catch(() => {})
      .then(() => {
        asked = null
        passing = pass().catch((error: unknown) => say(String(error)))
        return passing
      })
    return asked
  }
  const loop = (async () => {
    await firstPass
    while (!closing) {
      await new Promise<void>((resolve) => {
        wake = resolve
        setTimeout(resolve, pollMs)
      })
      await catchUp()
    }
  })()

  return {
    status,
    firstPass,
    catchUp,
    async close() {
      closing = true
      wake()
      await loop
      await asked
      await passing
      for (const { handle } of [...files.values(), ...retired]) await handle?.close()
    },
  }
}
