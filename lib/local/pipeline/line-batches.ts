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
  // In UTF-16 code units: a log of very long lines is stored in smaller batches.
  maxLength: 96 << 20,
  // In bytes: a longer line is cut.
  maxLineLength: 32 << 20,
}

interface Options {
  /** Where in the content the first block begins, in bytes. */
  offset: number
  /** Whether what follows the last line end is a line; otherwise it waits for its own. */
  includesRest: boolean
  limits?: typeof batchLimits
}

const newline = 10

/** Where the n-th line after a point ends, its line end included. */
function afterLines(bytes: Buffer, from: number, count: number): number {
  let at = from
  for (let left = count; left > 0; left -= 1) at = bytes.indexOf(newline, at) + 1 || bytes.length
  return at
}

/** Splits bytes into lines, with a cut wherever the batch is full. */
function* runsOf(
  bytes: Buffer,
  offset: number,
  batch: { lines: number; length: number },
  { maxLines, maxLength }: typeof batchLimits,
): Generator<LineRun> {
  const texts = bytes.toString('utf8').split('\n')
  let from = 0
  let passed = 0
  let lines: string[] = []
  for (const text of texts) {
    passed += 1
    const line = text.endsWith('\r') ? text.slice(0, -1) : text
    if (line === '') continue
    lines.push(line)
    batch.lines += 1
    batch.length += line.length
    if (batch.lines < maxLines && batch.length < maxLength) continue
    from = afterLines(bytes, from, passed)
    yield { lines, endOffset: offset + from, endsBatch: true }
    Object.assign(batch, { lines: 0, length: 0 })
    passed = 0
    lines = []
  }
  if (from < bytes.length) yield { lines, endOffset: offset + bytes.length, endsBatch: false }
}

/** Splits content that comes in blocks into lines. When the blocks fail, all whole lines have been given. */
export async function* linesIn(
  blocks: AsyncIterable<Buffer>,
  { offset, includesRest, limits = batchLimits }: Options,
): AsyncGenerator<LineRun> {
  const batch = { lines: 0, length: 0 }
  let at = offset
  let rest: Buffer[] = []
  let restLength = 0

  function* withRest(...more: Buffer[]) {
    const [first, ...others] = [...rest, ...more]
    if (!first) return
    const bytes = others.length === 0 ? first : Buffer.concat([first, ...others])
    rest = []
    restLength = 0
    yield* runsOf(bytes, at, batch, limits)
    at += bytes.length
  }

  for await (const block of blocks) {
    const end = block.lastIndexOf(newline) + 1
    if (end > 0) yield* withRest(block.subarray(0, end))
    if (end < block.length) rest.push(block.subarray(end))
    restLength += block.length - end
    if (restLength > limits.maxLineLength) yield* withRest()
  }
  if (includesRest) yield* withRest()
}
