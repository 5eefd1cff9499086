import { decode, type Encoding, lastLineEnd, lineEnd, unitBytes } from './encoding'

/** Where lines stand in a block of content in UTF-8. */
export interface LineSpans {
  bytes: Buffer
  from: readonly number[]
  to: readonly number[]
}

/** Whole lines, without their line ends and without empty ones. */
export interface LineRun {
  lines: string[]
  /** Where in the content what follows these lines begins, in bytes. */
  endOffset: number
  /** Whether a batch is full with these lines. */
  endsBatch: boolean
}

export const batchLimits = {
  // DuckDB writes a full row group (122,880) straight to disk.
  maxLines: 122_880,
  // In UTF-16 code units or, in UTF-8, bytes: a log of very long lines is stored in smaller batches.
  maxLength: 96 << 20,
  // In bytes: what is longer is cut off, as the CloudWatch Agent does.
  maxLineLength: 1 << 20,
}

interface Options {
  /** Where in the content the first line to read begins, in bytes. */
  offset: number
  /** Whether a line that was read before it had ended goes on at the offset: what is left of it is none. */
  isMidLine?: boolean
  encoding?: Encoding
  /** Whether what follows the last line end is a line; otherwise it waits for its own. */
  isLine: (rest: string) => boolean
  limits?: typeof batchLimits
}

type Batch = { lines: number; length: number }

const emptyBatch = (): Batch => ({ lines: 0, length: 0 })

const mark = Buffer.from('\ufeff')
const [newline, carriageReturn] = [0x0a, 0x0d]

/** Where each line of a block in UTF-8 stands, and where what follows it begins; null when a line is not stored as it is. */
function spansIn(bytes: Buffer, maxLineLength: number) {
  const [from, to, next]: [number[], number[], number[]] = [[], [], []]
  for (let at = 0; at < bytes.length; ) {
    const found = bytes.indexOf(newline, at)
    const end = found === -1 ? bytes.length : found
    const hasReturn = end > at && bytes[end - 1] === carriageReturn
    const lineEndsAt = hasReturn ? end - 1 : end
    const following = found === -1 ? end : end + 1
    if (lineEndsAt > at) {
      // Perhaps a hole, perhaps too long.
      if (bytes[at] === 0 || (lineEndsAt - at) * 3 > maxLineLength) return null
      from.push(at)
      to.push(lineEndsAt)
      next.push(following)
    }
    at = following
  }
  return { from, to, next }
}

const spansOf = new WeakMap<LineRun, LineSpans>()

/** The lines of a run as bytes; undefined when they are not parts of one block as they are. A copy of a run has none. */
export const lineSpans = (run: LineRun): LineSpans | undefined => spansOf.get(run)

/** Lines that are decoded when someone asks for them. */
function runOf(spans: LineSpans, endOffset: number, endsBatch: boolean): LineRun {
  const run = {
    endOffset,
    endsBatch,
    get lines() {
      return spans.from.map((from, at) => spans.bytes.toString('utf8', from, spans.to[at]))
    },
  }
  spansOf.set(run, spans)
  return run
}

interface BlockOptions {
  offset: number
  encoding: Encoding
  limits: typeof batchLimits
}

/** Splits whole lines, with a cut wherever the batch is full. */
function* runsOf(bytes: Buffer, options: BlockOptions, batch: Batch): Generator<LineRun> {
  const { offset, encoding, limits } = options
  const isMarked = offset === 0 && bytes.subarray(0, mark.length).equals(mark)
  const spans = encoding === 'utf8' && !isMarked ? spansIn(bytes, limits.maxLineLength) : null
  if (!spans) {
    yield* textRuns(bytes, options, batch)
    return
  }
  const { from, to, next } = spans
  let first = 0
  let at = 0
  const run = (end: number) => ({ bytes, from: from.slice(first, end), to: to.slice(first, end) })
  for (let line = 0; line < next.length; line += 1) {
    batch.lines += 1
    batch.length += (to[line] as number) - (from[line] as number)
    if (batch.lines < limits.maxLines && batch.length < limits.maxLength) continue
    at = next[line] as number
    yield runOf(run(line + 1), offset + at, true)
    Object.assign(batch, emptyBatch())
    first = line + 1
  }
  if (at < bytes.length) yield runOf(run(next.length), offset + bytes.length, false)
}

/** The same of lines that have to be decoded, or changed. */
function* textRuns(
  bytes: Buffer,
  { offset, encoding, limits }: BlockOptions,
  batch: Batch,
): Generator<LineRun> {
  const { maxLength, maxLineLength } = limits
  const texts = decode(bytes, encoding).split('\n')
  // A byte order mark is no part of the first line.
  if (offset === 0 && texts[0]?.charCodeAt(0) === 0xfeff) texts[0] = texts[0].slice(1)
  let from = 0
  let passed = 0
  let lines: string[] = []
  for (const text of texts) {
    passed += 1
    let line = text.endsWith('\r') ? text.slice(0, -1) : text
    if (line.charCodeAt(0) === 0) line = line.replace(hole, '')
    if (line === '') continue
    // A character is at most three bytes to a code unit.
    if (line.length * 3 > maxLineLength) line = cut(line, maxLineLength)
    lines.push(line)
    batch.lines += 1
    batch.length += line.length
    if (batch.lines < limits.maxLines && batch.length < maxLength) continue
    for (; passed > 0; passed -= 1) from = lineEnd(bytes, from, encoding) || bytes.length
    yield { lines, endOffset: offset + from, endsBatch: true }
    Object.assign(batch, emptyBatch())
    lines = []
  }
  if (from < bytes.length) yield { lines, endOffset: offset + bytes.length, endsBatch: false }
}

/** As much of a text as fits into a number of bytes. */
function cut(text: string, maxBytes: number): string {
  const bytes = Buffer.from(text)
  if (bytes.length <= maxBytes) return text
  let end = maxBytes
  while (end > 0 && ((bytes[end] ?? 0) & 0xc0) === 0x80) end -= 1
  return bytes.subarray(0, end).toString()
}

/** Blocks that end at a whole character of `unit` bytes; what is left at the end is dropped. */
async function* aligned(blocks: AsyncIterable<Buffer>, unit: number): AsyncGenerator<Buffer> {
  let odd: Buffer = Buffer.alloc(0)
  for await (const block of blocks) {
    const bytes = odd.length === 0 ? block : Buffer.concat([odd, block])
    const end = bytes.length - (bytes.length % unit)
    odd = Buffer.from(bytes.subarray(end))
    if (end > 0) yield bytes.subarray(0, end)
  }
}

// Fewer zeros are what somebody wrote.
const minHoleBytes = 32
const hole = /^\0{32,}/

/** How many bytes 0 a block begins with. */
function leadingZeros(block: Buffer): number {
  let count = 0
  while (block[count] === 0) count += 1
  return count
}

/** The beginning of a line that has not ended: beyond a limit its bytes are only counted. */
function newBeginning(maxBytes: number) {
  let parts: Buffer[] = []
  let stored = 0
  let dropped = 0
  return {
    bytes: () => stored + dropped,
    isCut: () => dropped > 0,
    add(bytes: Buffer) {
      // Copied: the block that they are in may be written over.
      const part = Buffer.from(bytes.subarray(0, Math.max(0, maxBytes - stored)))
      if (part.length > 0) parts.push(part)
      stored += part.length
      dropped += bytes.length - part.length
    },
    take(...more: Buffer[]): Buffer {
      const [first, ...others] = [...parts, ...more]
      parts = []
      stored = 0
      dropped = 0
      return first === undefined || others.length === 0
        ? (first ?? Buffer.alloc(0))
        : Buffer.concat([first, ...others])
    },
  }
}

/** Splits content that comes in blocks into lines. When the blocks fail, all whole lines have been given. */
export async function* linesIn(
  blocks: AsyncIterable<Buffer>,
  { offset, isMidLine = false, encoding = 'utf8', isLine, limits = batchLimits }: Options,
): AsyncGenerator<LineRun> {
  const batch = emptyBatch()
  const unit = unitBytes(encoding)
  const beginning = newBeginning(limits.maxLineLength * unit + unit)
  let at = offset
  let skips = isMidLine

  function* runs(bytes: Buffer): Generator<LineRun> {
    yield* runsOf(bytes, { offset: at, encoding, limits }, batch)
    at += bytes.length
  }

  /** A line that is longer than the limit. */
  function* cutLine(): Generator<LineRun> {
    const end = at + beginning.bytes()
    for (const run of runsOf(beginning.take(), { offset: at, encoding, limits }, batch))
      yield { ...run, endOffset: end }
    at = end
  }

  // A writer that does not append leaves a hole where a log was cut short; what it has only reserved
  // ends with the file, and is read when it is written.
  let zeros = 0

  for await (const whole of aligned(blocks, unit)) {
    let block = whole
    if (encoding === 'utf8' && !skips && beginning.bytes() === 0) {
      const leading = leadingZeros(whole)
      zeros += leading
      if (leading === whole.length) continue
      if (zeros >= minHoleBytes) at += zeros
      else if (zeros > leading) beginning.add(Buffer.alloc(zeros - leading))
      if (zeros >= minHoleBytes) block = whole.subarray(leading)
      zeros = 0
    }
    const end = lastLineEnd(block, encoding)
    let from = 0
    if (skips || (end > 0 && beginning.isCut())) {
      from = lineEnd(block, 0, encoding) || block.length
      if (skips) {
        skips = end === 0
        at += from
        yield { lines: [], endOffset: at, endsBatch: false }
      } else {
        beginning.add(block.subarray(0, from))
        yield* cutLine()
      }
    }
    if (from < end && beginning.bytes() > 0) {
      // The one line that began before; the others stay where they are.
      const next = lineEnd(block, from, encoding)
      yield* runs(beginning.take(block.subarray(from, next)))
      from = next
    }
    if (from < end) yield* runs(block.subarray(from, end))
    beginning.add(block.subarray(Math.max(from, end)))
  }
  if (zeros < minHoleBytes) beginning.add(Buffer.alloc(zeros))
  if (beginning.bytes() === 0) return
  if (beginning.isCut()) {
    if (isLine('')) yield* cutLine()
    return
  }
  const rest = beginning.take()
  if (isLine(decode(rest, encoding).replace(/\r$/, ''))) yield* runs(rest)
}
