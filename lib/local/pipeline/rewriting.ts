import type { Encoding } from './encoding'
import type { Content } from './file-content'
import { type LineRun, linesIn } from './line-batches'

/** How often each line occurs. */
type Lines = Map<string, number>

// An editor that writes a larger file anew is not recognized.
const maxBytes = 64 << 20

const take = (lines: Lines, line: string): boolean => {
  const count = lines.get(line) ?? 0
  if (count > 0) lines.set(line, count - 1)
  return count > 0
}

async function linesOf(content: Content, encoding: Encoding, endOffset: number): Promise<string[]> {
  const all: string[] = []
  for await (const run of linesIn(content.blocks(0), { offset: 0, encoding, isLine: () => true })) {
    if (run.endOffset > endOffset) break
    for (const line of run.lines) all.push(line)
  }
  return all
}

/**
 * The lines of a file up to an offset, when an editor has written it anew: most lines of what
 * replaces it are lines of it. Null when it was not, or is too large to tell.
 */
export async function rewrittenLines(
  old: Content,
  now: Content,
  { encoding, offset }: { encoding: Encoding; offset: number },
): Promise<Lines | null> {
  if (offset > maxBytes || (now.bytes ?? 0) > maxBytes) return null
  const lines: Lines = new Map()
  const before = await linesOf(old, encoding, offset)
  for (const line of before) lines.set(line, (lines.get(line) ?? 0) + 1)
  const left = new Map(lines)
  const after = await linesOf(now, encoding, now.bytes ?? 0)
  const same = after.filter((line) => take(left, line)).length
  return same > 0 && same * 2 >= Math.min(before.length, after.length) ? lines : null
}

/** Lines that are not among the known ones, each of which counts as often as it occurs. */
export async function* withoutLines(
  runs: AsyncIterable<LineRun>,
  known: Lines,
): AsyncGenerator<LineRun> {
  for await (const run of runs)
    yield { ...run, lines: run.lines.filter((line) => !take(known, line)) }
}
