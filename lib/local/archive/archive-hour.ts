import { spaceOf } from '@/lib/local/store/space'
import type { Store } from '@/lib/local/store/store'
import { hourMs } from '@/lib/time'
import { catchUp } from './catch-up'
import { entryKey, folderOf } from './keys'
import { type Head, readEntry, writeEntry } from './manifest'
import { hashOf, type ObjectStore } from './object-store'
import { putPart, type Slice, slicesOf, writePart } from './part-files'
import { ArchiveProblem } from './problem'
import { headOf, nextPartOf, remember, type Subject } from './records'
import type { Step } from './step'

// About 200,000 lines, which one statement writes as Parquet: pages wait for it, and it needs memory.
const maxPartBytes = 64 << 20

/** The first slices, as many as one part may have. */
function partOf(slices: Slice[]): Slice[] {
  let bytes = 0
  return slices.filter((slice, at) => {
    bytes += slice.bytes
    return at === 0 || bytes <= maxPartBytes
  })
}

/** A full disk would stop the store too: so much is left to it. */
async function checkSpace(folder: string, bytes: number) {
  const { freeBytes, reservedBytes } = await spaceOf(folder)
  if (freeBytes - reservedBytes < bytes) {
    throw new ArchiveProblem(
      `The disk of ${folder} has ${Math.floor(freeBytes / 1e6)} MB left, too little to archive the next hour (${Math.ceil(bytes / 1e6)} MB).`,
      'Free some space there. It is retried automatically.',
    )
  }
}

export interface Hour {
  store: Store
  to: ObjectStore
  subject: Subject
  fromMs: number
  /** Later events wait for the next pass. */
  upToId: number
  clock: () => number
  step: Step
  /** Called with each new entry, after the store knows it. */
  onHead: (head: Head) => Promise<void>
}

/** Archives the next part of an hour; false when there is none. */
export async function archivePart(hour: Hour): Promise<boolean> {
  const { store, to, subject, fromMs, clock, step } = hour
  const { group } = subject
  const folder = store.workDir
  const { part: first, afterId } = await nextPartOf(store, subject, fromMs)
  const rest = { fromMs, toMs: fromMs + hourMs, afterId, upToId: hour.upToId }
  const slices = partOf(await slicesOf(store, group, rest))
  const last = slices.at(-1)
  if (!last) return false
  const range = { ...rest, upToId: last.upToId }
  // Both files together are smaller than the lines.
  await checkSpace(
    folder,
    slices.reduce((sum, { bytes }) => sum + bytes, 0),
  )

  const written = await writePart(store, folder, { group, range, slices, step })
  const { part, objects, leftBehind } = await putPart(to, { group, fromMs, part: first }, written)
  const head = await headOf(store, subject)
  const sequence = head.sequence + 1
  const bytes = writeEntry({
    version: 1,
    sequence,
    previous: head.sha256,
    logGroup: group,
    hour: new Date(fromMs).toISOString(),
    part,
    objects,
    linesSha256: written.linesSha256,
    events: slices.reduce((sum, { events }) => sum + events, 0),
    firstMs: Math.min(...slices.map(({ firstMs }) => firstMs)),
    lastMs: Math.max(...slices.map(({ lastMs }) => lastMs)),
    idRange: [afterId + 1, last.upToId],
    writtenAt: new Date(clock()).toISOString(),
    ...(leftBehind.length > 0 && { leftBehind }),
  })
  const sha256 = hashOf(bytes)
  const key = entryKey(folderOf(group), sequence)
  if ((await to.put({ key, from: { content: bytes }, sha256 })) === 'there') {
    // Another server was faster: what it wrote comes first.
    await catchUp(store, to, subject)
    return true
  }
  await remember(store, subject, readEntry(bytes), { sha256, ids: range })
  await hour.onHead({ sequence, sha256 })
  return true
}
