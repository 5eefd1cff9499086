import { asTyped } from '@/lib/as-typed'
import { recordsOf } from '@/lib/local/store/duckdb'
import type { Store } from '@/lib/local/store/store'
import { dayMs, hourMs } from '@/lib/time'
import { entryKey, folderOf } from './keys'
import { readEntry } from './manifest'
import { contentOf, hashOf, type ObjectStore, objectDigest } from './object-store'
import { ArchiveProblem } from './problem'
import type { Subject } from './records'
import type { Step } from './step'

// So many events a transaction: writers wait no longer than for one.
const sliceIds = 100_000

interface OldPart {
  fromMs: number
  afterId: number
  toId: number
  sequence: number
  entrySha256: string
}

/** Parts whose whole hour is older than the retention, counted from the newest event or from now, whichever is older. */
async function oldParts(
  store: Store,
  { target, group, createdMs }: Subject,
  { days, nowMs }: { days: number; nowMs: number },
): Promise<OldPart[]> {
  const newest = await store.query(`SELECT max(ts) FROM ${store.source([group]).from}`)
  const newestMs = newest.rows[0]?.[0]
  if (newestMs == null) return []
  const found = await store.query(
    `SELECT hour_ms AS fromMs, after_id AS afterId, to_id AS toId, sequence, entry_sha256 AS entrySha256 FROM archive_parts
     WHERE target = $1 AND log_group = $2 AND created = $3::BIGINT AND to_id > 0 AND NOT deleted
       AND hour_ms <= $4::BIGINT ORDER BY sequence`,
    [target, group, createdMs, Math.min(nowMs, Number(newestMs)) - days * dayMs - hourMs],
  )
  return recordsOf<OldPart>(found)
}

/** Reads a part's entry and objects again, whole. Throws when any is not what was written. */
async function verifyPart(to: ObjectStore, { group }: Subject, part: OldPart): Promise<void> {
  const remedy = asTyped(
    'Its events are kept here. Run `npm run archive -- verify`, and see docs/archive.md.',
  )
  const key = entryKey(folderOf(group), part.sequence)
  const bytes = await contentOf(to, key)
  if (bytes === null || hashOf(bytes) !== part.entrySha256) {
    throw new ArchiveProblem(
      `${key} of the archive ${to.name} is ${bytes === null ? 'missing' : 'not what was written'}.`,
      remedy,
    )
  }
  for (const object of readEntry(bytes).objects) {
    const found = await objectDigest(to, object.key)
    if (found?.sha256 === object.sha256) continue
    throw new ArchiveProblem(
      `${object.key} of the archive ${to.name} is ${found === null ? 'missing' : 'not what was written'}.`,
      remedy,
    )
  }
}

/**
 * Deletes from the store, and only there, the events that are older than the retention of their log
 * group, if they are in the archive: its objects are read and hashed again first. Throws a problem that
 * names the first object that is not as it was written; the other hours are deleted nevertheless.
 */
export async function applyRetention(
  store: Store,
  to: ObjectStore,
  subject: Subject,
  { nowMs, step }: { nowMs: number; step: Step },
): Promise<void> {
  const { target, group } = subject
  const days = store.retentionDays(group)
  if (days === null) return
  let problem: unknown = null
  let deleted = 0
  for (const part of await oldParts(store, subject, { days, nowMs })) {
    try {
      await verifyPart(to, subject, part)
    } catch (error) {
      problem ??= error
      continue
    }
    for (let at = part.afterId; at < part.toId; at += sliceIds) {
      deleted += await step(() =>
        store.deleteEvents(group, {
          fromMs: part.fromMs,
          toMs: part.fromMs + hourMs,
          afterId: at,
          upToId: Math.min(part.toId, at + sliceIds),
        }),
      )
    }
    await store.run(
      'UPDATE archive_parts SET deleted = true WHERE target = $1 AND log_group = $2 AND sequence = $3',
      [target, group, part.sequence],
    )
  }
  // Gives the space back where whole row groups are empty. Refused while others write; the next one does it.
  if (deleted > 0) await store.run('CHECKPOINT').catch(() => {})
  if (problem !== null) throw problem
}
