import { statfs } from 'node:fs/promises'
import type { Store } from '@/lib/local/store/store'
import { catchUp } from './catch-up'
import { type Slice, slicesOf } from './events'
import { entryKey, folderOf, hourMs } from './keys'
import { type Head, hashOf, readEntry, writeEntry } from './manifest'
import type { ObjectStore } from './object-store'
import { ArchiveProblem } from './problem'
import { putPart } from './put-part'
import { headOf, nextPartOf, remember, type Subject } from './records'
import { type Step, writePart } from './write-part'

// A longer hour becomes several parts.
const mostBytes = 1 << 30
const mostEvents = 2_000_000
const spareBytes = 64 << 20

/** The first slices, as many as one part may have. */
function partOf(slices: Slice[]): Slice[] {
  let bytes = 0
  let events = 0
  const fitting = slices.findIndex((slice) => {
    bytes += slice.bytes
    events += slice.events
    return bytes > mostBytes || events > mostEvents
  })
  return fitting === -1 ? slices : slices.slice(0, Math.max(1, fitting))
}

/** A full disk would stop the store too: so much is left to it. */
async function checkSpace(folder: string, bytes: number) {
  const { bavail, bsize, blocks } = await statfs(folder)
  const free = bavail * bsize
  const spare = Math.min(spareBytes, (blocks * bsize) / 10)
  if (free - spare < bytes) {
    throw new ArchiveProblem(
      `The disk of ${folder} has ${Math.floor(free / 1e6)} MB left, too little to archive the next hour (${Math.ceil(bytes / 1e6)} MB).`,
      'Free some space there. It is tried again by itself.',
    )
  }
}

export interface Hour {
  store: Store
  to: ObjectStore
  subject: Subject
  fromMs: number
  /** Later events wait for the next time. */
  upToId: number
  clock: () => number
  step: Step
  /** Where the newest entry is told, after the store knows it. */
  told: (head: Head) => Promise<void>
}

/** Archives the next part of an hour; false when there is none. */
export async function archivePart(hour: Hour): Promise<boolean> {
  const { store, to, subject, fromMs, clock, step } = hour
  const { group } = subject
  const folder = store.workDir
  if (folder === null) throw new Error('The store was opened without a work folder')
  const { part: first, afterId } = await nextPartOf(store, subject, fromMs)
  const range = { fromMs, toMs: fromMs + hourMs, afterId, upToId: hour.upToId }
  const slices = partOf(await slicesOf(store, group, range))
  const last = slices.at(-1)
  if (!last) return false
  const rawBytes = slices.reduce((sum, { bytes }) => sum + bytes, 0)
  // Both files together are smaller than the lines.
  await checkSpace(folder, rawBytes)

  const written = await writePart(store, { group, range, slices, step })
  const { part, objects, leftBehind } = await putPart(to, { group, fromMs, part: first }, written)
  const head = await headOf(store, subject)
  const bytes = writeEntry({
    version: 1,
    sequence: head.sequence + 1,
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
  const key = entryKey(folderOf(group), head.sequence + 1)
  if ((await to.put({ key, from: { content: bytes }, sha256 })) === 'there') {
    // Somebody else was faster: what they wrote comes first.
    await catchUp(store, to, subject)
    return true
  }
  await remember(store, subject, readEntry(bytes), {
    sha256,
    ids: { afterId, upToId: last.upToId },
  })
  await hour.told({ sequence: head.sequence + 1, sha256 })
  return true
}
