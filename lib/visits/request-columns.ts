import type { VisitLine } from './visit-lines'
import type { VisitRequest } from './visits'

const rows = 1 << 16
const names = [
  'client',
  'agent',
  'method',
  'path',
  'query',
  'referer',
  'country',
  'source',
] as const
const other = -1

const newChunk = () => ({
  timeMs: new Float64Array(rows),
  status: new Float64Array(rows),
  /** NaN when the log does not say. */
  durationMs: new Float64Array(rows),
  /** NaN when the log does not say. */
  bytes: new Float64Array(rows),
  client: new Int32Array(rows),
  agent: new Int32Array(rows),
  method: new Int32Array(rows),
  path: new Int32Array(rows),
  query: new Int32Array(rows),
  referer: new Int32Array(rows),
  country: new Int32Array(rows),
  source: new Int32Array(rows),
})
type Chunk = ReturnType<typeof newChunk>

/** Numbers texts, each held once and on its own: a part of a line would keep its whole block in memory. */
function newTexts() {
  const numbers = new Map<string, number>()
  const texts: string[] = []
  return {
    numberOf(text: string): number {
      const known = numbers.get(text)
      if (known !== undefined) return known
      const copy = Buffer.from(text).toString()
      numbers.set(copy, texts.length)
      return texts.push(copy) - 1
    },
    textOf: (number: number): string => texts[number] ?? '',
  }
}

/** Keeps the lines of a log as columns, about 60 bytes each, and gives them in the order of their times. */
export function newRequestColumns() {
  const chunks: Chunk[] = []
  const { numberOf, textOf } = newTexts()
  // One visit's requests follow each other: to compare a text is cheaper than to look it up.
  const latest = names.map((name) => ({ name, text: '', number: numberOf('') }))
  let size = 0
  let newestMs = Number.NEGATIVE_INFINITY
  let isInOrder = true

  const chunkOf = (row: number) => chunks[Math.floor(row / rows)] as Chunk
  const timeOf = (row: number) => chunkOf(row).timeMs[row % rows] as number

  function begin(timeMs: number): Chunk {
    if (size % rows === 0) chunks.push(newChunk())
    if (timeMs < newestMs) isInOrder = false
    else newestMs = timeMs
    const chunk = chunkOf(size)
    chunk.timeMs[size % rows] = timeMs
    return chunk
  }

  function lineOf(row: number): VisitLine {
    const chunk = chunkOf(row)
    const at = row % rows
    const timeMs = chunk.timeMs[at] as number
    if (chunk.client[at] === other) return { timeMs }
    const durationMs = chunk.durationMs[at] as number
    const bytes = chunk.bytes[at] as number
    return {
      timeMs,
      client: textOf(chunk.client[at] as number),
      agent: textOf(chunk.agent[at] as number),
      method: textOf(chunk.method[at] as number),
      path: textOf(chunk.path[at] as number),
      query: textOf(chunk.query[at] as number),
      status: chunk.status[at] as number,
      referer: textOf(chunk.referer[at] as number),
      country: textOf(chunk.country[at] as number),
      durationMs: Number.isNaN(durationMs) ? null : durationMs,
      bytes: Number.isNaN(bytes) ? null : bytes,
      source: textOf(chunk.source[at] as number),
    }
  }

  function inOrder(): Uint32Array {
    const order = Uint32Array.from({ length: size }, (_, row) => row)
    return order.sort((a, b) => timeOf(a) - timeOf(b) || a - b)
  }

  return {
    add(request: VisitRequest): void {
      const chunk = begin(request.timeMs)
      const at = size % rows
      chunk.status[at] = request.status
      chunk.durationMs[at] = request.durationMs ?? Number.NaN
      chunk.bytes[at] = request.bytes ?? Number.NaN
      for (const before of latest) {
        const text = request[before.name]
        if (text !== before.text) {
          before.number = numberOf(text)
          before.text = textOf(before.number)
        }
        chunk[before.name][at] = before.number
      }
      size += 1
    },
    /** A line that is no request. */
    addOther(timeMs: number): void {
      begin(timeMs).client[size % rows] = other
      size += 1
    },
    /** All lines, the oldest first; those of one time as they were added. */
    *lines(): Generator<VisitLine> {
      const order = isInOrder ? null : inOrder()
      for (let at = 0; at < size; at += 1) yield lineOf(order ? (order[at] as number) : at)
    },
  }
}
