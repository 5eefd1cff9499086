import { asTyped } from '@/lib/as-typed'
import type { Store } from '@/lib/local/store/store'
import { hourMs } from '@/lib/time'
import { entryKey, folderOf } from './keys'
import { type Head, readEntry, type StoredEntry } from './manifest'
import { contentOf, hashOf, type ObjectStore } from './object-store'
import { digestOfFirst } from './part-files'
import { ArchiveProblem, type Problem } from './problem'
import { headOf, nextPartOf, remember, type Subject } from './records'

const seeVerify = () => asTyped('Run `npm run archive -- verify`, and see docs/archive.md.')

/** What is wrong with the entry that the store knows as the newest of the manifest; null when nothing is. */
export async function checkHead(
  to: ObjectStore,
  { group, target }: Subject,
  head: Head,
): Promise<Problem | null> {
  if (head.sequence === 0) return null
  const key = entryKey(folderOf(group), head.sequence)
  const bytes = await contentOf(to, key)
  if (bytes !== null && hashOf(bytes) === head.sha256) return null
  return {
    message: `The archive ${target} was changed: ${key} ${bytes === null ? 'is missing' : 'is not what was written'}.`,
    remedy: seeVerify(),
  }
}

/** The ids under which this store has the events of an entry, if it has them. */
async function idsOf(store: Store, subject: Subject, entry: StoredEntry) {
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
 * again. Throws when an entry does not continue the chain.
 */
export async function catchUp(store: Store, to: ObjectStore, subject: Subject): Promise<Head> {
  let head = await headOf(store, subject)
  for (;;) {
    const key = entryKey(folderOf(subject.group), head.sequence + 1)
    const bytes = await contentOf(to, key)
    if (bytes === null) return head
    let entry: StoredEntry
    try {
      entry = readEntry(bytes)
    } catch (error) {
      throw new ArchiveProblem(
        `The entry ${key} of the archive ${subject.target} cannot be read: ${error instanceof Error ? error.message : error}.`,
        seeVerify(),
      )
    }
    if (
      entry.sequence !== head.sequence + 1 ||
      entry.previous !== head.sha256 ||
      entry.logGroup !== subject.group
    ) {
      throw new ArchiveProblem(
        `The entry ${key} of the archive ${subject.target} does not go on from the one before.`,
        `Nothing is archived until it does. ${seeVerify()}`,
      )
    }
    const sha256 = hashOf(bytes)
    await remember(store, subject, entry, { sha256, ids: await idsOf(store, subject, entry) })
    head = { sequence: entry.sequence, sha256 }
  }
}
