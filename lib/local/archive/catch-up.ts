import type { Store } from '@/lib/local/store/store'
import { digestOfFirst } from './events'
import { entryKey, folderOf, hourMs } from './keys'
import { contentOf, type Entry, type Head, hashOf, readEntry } from './manifest'
import type { ObjectStore } from './object-store'
import { ArchiveProblem } from './problem'
import { headOf, nextPartOf, remember, type Subject } from './records'

const seeVerify = 'Run `npm run archive -- verify`, and see docs/archive.md.'

/** Whether the manifest still has the entry that the store knows as its newest. A sentence when it has not. */
export async function headMissing(
  to: ObjectStore,
  { group, target }: Subject,
  head: Head,
): Promise<ArchiveProblem | null> {
  if (head.sequence === 0) return null
  const key = entryKey(folderOf(group), head.sequence)
  const bytes = await contentOf(to, key)
  if (bytes !== null && hashOf(bytes) === head.sha256) return null
  return new ArchiveProblem(
    `The archive ${target} was changed by somebody: ${key} ${bytes === null ? 'is missing' : 'is not what was written'}.`,
    seeVerify,
  )
}

/** The ids under which this store has the events of an entry, if it has them. */
async function idsOf(store: Store, subject: Subject, entry: Entry & { fromMs: number }) {
  const { afterId } = await nextPartOf(store, subject, entry.fromMs)
  const range = {
    fromMs: entry.fromMs,
    toMs: entry.fromMs + hourMs,
    afterId,
    upToId: store.newestId(subject.group),
  }
  const found = await digestOfFirst(store, subject.group, range, entry.events)
  return found?.sha256 === entry.linesSha256 ? { afterId, upToId: found.upToId } : null
}

/**
 * Takes over entries of the manifest that this store does not know: written just before a crash, by
 * a store that was lost, or by another server. Events of this store that are in them are not archived
 * again. Throws when an entry does not go on from the one before.
 */
export async function catchUp(store: Store, to: ObjectStore, subject: Subject): Promise<Head> {
  let head = await headOf(store, subject)
  for (;;) {
    const key = entryKey(folderOf(subject.group), head.sequence + 1)
    const bytes = await contentOf(to, key)
    if (bytes === null) return head
    let entry: ReturnType<typeof readEntry>
    try {
      entry = readEntry(bytes)
    } catch (error) {
      throw new ArchiveProblem(
        `The entry ${key} of the archive ${subject.target} cannot be read: ${error instanceof Error ? error.message : error}.`,
        seeVerify,
      )
    }
    if (
      entry.sequence !== head.sequence + 1 ||
      entry.previous !== head.sha256 ||
      entry.logGroup !== subject.group
    ) {
      throw new ArchiveProblem(
        `The entry ${key} of the archive ${subject.target} does not go on from the one before.`,
        `Nothing is archived until it does. ${seeVerify}`,
      )
    }
    const sha256 = hashOf(bytes)
    await remember(store, subject, entry, { sha256, ids: await idsOf(store, subject, entry) })
    head = { sequence: entry.sequence, sha256 }
  }
}
