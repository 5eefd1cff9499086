import { rm } from 'node:fs/promises'
import { type Database, openDatabase } from './database'
import { numberOf } from './duckdb'

/** What a question said of a part of the time, as text. */
interface FiledPart {
  fromMs: number
  toMs: number
  askedMs: number
  bytesScanned: number
  rows: string
}

/** Parts of readings in a file of their own: they may all be lost, and are asked for again then. */
interface PartsFile {
  read(question: string): Promise<FiledPart[]>
  /** Puts parts that follow each other in the place of all that lie within them. */
  write(question: string, parts: readonly FiledPart[]): Promise<void>
  close(): Promise<void>
}

interface Options {
  path: string
  workDir: string
  /** Says that the file was thrown away, or is not used. */
  log: (text: string) => void
  maxBytes?: number
}

const memoryLimit = '128MB'
const defaultMaxBytes = 128 << 20
const isInUse = (problem: unknown) => problem instanceof Error && /is in use/.test(problem.message)

const whyOf = (problem: unknown) =>
  problem instanceof Error ? (problem.message.split('\n')[0] ?? '') : String(problem)

const removed = async (path: string) => {
  for (const file of [path, `${path}.wal`]) await rm(file, { force: true })
}

const opened = (path: string, workDir: string) =>
  openDatabase({ path, memoryLimit, workDir }, async (session) => {
    await session.run(
      'CREATE TABLE IF NOT EXISTS parts (question VARCHAR, from_ms BIGINT, to_ms BIGINT, asked_ms BIGINT, scanned_bytes DOUBLE, bytes BIGINT, rows VARCHAR)',
    )
    // A file of something else fails here and not later.
    await session.query(
      'SELECT question, from_ms, to_ms, asked_ms, scanned_bytes, bytes, rows FROM parts LIMIT 1',
    )
  })

async function openAnew({ path, workDir, log }: Options): Promise<Database | null> {
  try {
    return await opened(path, workDir)
  } catch (problem) {
    const again = 'Readings are not kept over a restart.'
    if (isInUse(problem)) {
      log(`${whyOf(problem)} ${again}`)
      return null
    }
    try {
      await removed(path)
      const database = await opened(path, workDir)
      log(`The readings kept in ${path} could not be read, and are asked for again.`)
      return database
    } catch (second) {
      log(`${whyOf(second)} ${again}`)
      return null
    }
  }
}

async function makeRoom(database: Database, maxBytes: number): Promise<void> {
  const bytes = numberOf(await database.query('SELECT sum(bytes)::BIGINT FROM parts'))
  if (bytes <= maxBytes) return
  // What was asked for longest ago goes first, a quarter of the room at once.
  await database.write((session) =>
    session.run(
      'DELETE FROM parts WHERE rowid IN (SELECT rowid FROM (SELECT rowid, sum(bytes) OVER (ORDER BY asked_ms DESC, rowid DESC) AS until FROM parts) WHERE until > ?)',
      [Math.floor(maxBytes * 0.75)],
    ),
  )
}

/** Opens the file, or a new one where it is damaged; null, with a sentence, where there can be none. Never rejects. */
export async function openPartsFile(options: Options): Promise<PartsFile | null> {
  const { path, log, maxBytes = defaultMaxBytes } = options
  let database = await openAnew(options)
  if (!database) return null

  async function guarded<T>(otherwise: T, work: (on: Database) => Promise<T>): Promise<T> {
    const on = database
    if (!on) return otherwise
    try {
      return await work(on)
    } catch (problem) {
      if (database === null) return otherwise
      database = null
      log(`The readings kept in ${path} are thrown away: ${whyOf(problem)}`)
      await on.close().catch(() => {})
      await removed(path).catch(() => {})
      return otherwise
    }
  }

  return {
    read: (question) =>
      guarded([], async (on) => {
        const { rows } = await on.query(
          'SELECT from_ms, to_ms, asked_ms, scanned_bytes, rows FROM parts WHERE question = ?',
          [question],
        )
        return rows.map(([fromMs, toMs, askedMs, bytesScanned, text]) => ({
          fromMs: Number(fromMs),
          toMs: Number(toMs),
          askedMs: Number(askedMs),
          bytesScanned: Number(bytesScanned),
          rows: String(text),
        }))
      }),
    write: (question, parts) =>
      guarded(undefined, async (on) => {
        const [first, last] = [parts[0], parts.at(-1)]
        if (!first || !last) return
        await on.write(async (session) => {
          await session.run(
            'DELETE FROM parts WHERE question = ? AND from_ms >= ? AND to_ms <= ?',
            [question, first.fromMs, last.toMs],
          )
          for (const { fromMs, toMs, askedMs, bytesScanned, rows } of parts)
            await session.run('INSERT INTO parts VALUES (?, ?, ?, ?, ?, ?, ?)', [
              question,
              fromMs,
              toMs,
              askedMs,
              bytesScanned,
              rows.length,
              rows,
            ])
        })
        await makeRoom(on, maxBytes)
      }),
    close: async () => {
      const on = database
      database = null
      await on?.close()
    },
  }
}
