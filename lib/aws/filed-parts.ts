import * as z from 'zod'
import type { PartRow } from '@/lib/queries/base'
import type { KeptBase } from './kept-bases'
import { type KeptPart, nameOf, openMs } from './plan-parts'
import { runtime } from './runtime'

// Rows are filed as they were parsed: {@link filedAs} grows when that becomes something else.
const filedRows = z.array(z.looseObject({ part: z.number() }))
export const filedAs = 1

/** The rows of a text; null when they are none, so that they are asked for again. */
function rowsOf(text: string): PartRow[] | null {
  try {
    return filedRows.parse(JSON.parse(text))
  } catch {
    return null
  }
}

async function restore(question: string, { parts }: KeptBase): Promise<void> {
  const { partsFile, now } = runtime()
  for (const { rows: text, ...times } of (await partsFile?.read(question)) ?? []) {
    const rows = rowsOf(text)
    const name = nameOf(times)
    if (rows && !parts.has(name)) parts.set(name, { ...times, rows, usedMs: now() })
  }
}

/** Once for each question: what an earlier process has filed. */
export function restored(question: string, kept: KeptBase): Promise<void> {
  kept.restored ??= restore(question, kept)
  return kept.restored
}

/** Files parts that are no longer open. Nobody waits for that. */
export function file(question: string, parts: readonly KeptPart[]): void {
  const closed = parts.filter(({ toMs, askedMs }) => askedMs >= toMs + openMs)
  const filed = closed.map(({ fromMs, toMs, askedMs, bytesScanned, rows }) => ({
    ...{ fromMs, toMs, askedMs, bytesScanned },
    rows: JSON.stringify(rows),
  }))
  if (filed.length > 0) void runtime().partsFile?.write(question, filed)
}
