import { numberOf, recordsOf, type Session } from '@/lib/local/store/duckdb'
import type { Store } from '@/lib/local/store/store'
import { beginning, type Head, type StoredEntry } from './manifest'

/**
 * What the store knows of its archive: which events of an hour are in it, and the newest entry of
 * the manifest. Stored for each archive separately, so that a new one begins with nothing.
 */
export const archiveTables = `
  CREATE TABLE IF NOT EXISTS archive_heads (target VARCHAR, log_group VARCHAR, sequence INTEGER, sha256 VARCHAR, PRIMARY KEY (target, log_group));
  CREATE TABLE IF NOT EXISTS archive_parts (target VARCHAR, log_group VARCHAR, created BIGINT, hour_ms BIGINT, part INTEGER, after_id BIGINT, to_id BIGINT, events BIGINT, bytes BIGINT, sequence INTEGER, entry_sha256 VARCHAR, deleted BOOLEAN);`

/** Which log group is archived to where. `createdMs` differs from that of a deleted one of the same name. */
export interface Subject {
  target: string
  group: string
  createdMs: number
}

export async function subjectOf(store: Store, target: string, group: string): Promise<Subject> {
  const created = await store.query('SELECT created FROM log_groups WHERE name = $1', [group])
  return { target, group, createdMs: numberOf(created) }
}

export async function headOf(store: Store, { target, group }: Subject): Promise<Head> {
  const found = await store.query(
    'SELECT sequence, sha256 FROM archive_heads WHERE target = $1 AND log_group = $2',
    [target, group],
  )
  return recordsOf<Head>(found)[0] ?? { sequence: 0, sha256: beginning }
}

/** Closed hours with events that are in no part yet, oldest first. */
export async function hoursToArchive(
  store: Store,
  { target, group, createdMs }: Subject,
  { closedMs, newestId }: { closedMs: number; newestId: number },
): Promise<number[]> {
  const { rows } = await store.query(
    `SELECT e.hour FROM
       (SELECT ts - ((ts % 3600000) + 3600000) % 3600000 AS hour, id FROM ${store.source([group]).from}
        WHERE ts < $1::BIGINT AND id <= $2::BIGINT) e
     LEFT JOIN (SELECT hour_ms, max(to_id) AS to_id FROM archive_parts
       WHERE target = $3 AND log_group = $4 AND created = $5::BIGINT GROUP BY hour_ms) a ON a.hour_ms = e.hour
     WHERE e.id > coalesce(a.to_id, 0) GROUP BY e.hour ORDER BY e.hour`,
    [closedMs, newestId, target, group, createdMs],
  )
  return rows.map(([hour]) => Number(hour))
}

/** The number of an hour's next part, and up to which id its events are archived. */
export async function nextPartOf(
  store: Store,
  { target, group, createdMs }: Subject,
  hourMs: number,
): Promise<{ part: number; afterId: number }> {
  const { rows } = await store.query(
    `SELECT coalesce(max(part) + 1, 0), coalesce(max(to_id) FILTER (created = $4::BIGINT), 0)
     FROM archive_parts WHERE target = $1 AND log_group = $2 AND hour_ms = $3::BIGINT`,
    [target, group, hourMs, createdMs],
  )
  const [part = 0, afterId = 0] = (rows[0] ?? []).map(Number)
  return { part, afterId }
}

/** Stores an entry of the manifest. `ids` are those of the store's own events in it; null when they are not this store's. */
export function remember(
  store: Store,
  { target, group, createdMs }: Subject,
  entry: StoredEntry,
  { sha256, ids }: { sha256: string; ids: { afterId: number; upToId: number } | null },
): Promise<void> {
  return store.transaction(async (session: Session) => {
    const bytes = entry.objects.reduce((sum, object) => sum + object.bytes, 0)
    await session.run(
      'INSERT INTO archive_parts VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, false)',
      [
        target,
        group,
        createdMs,
        entry.fromMs,
        entry.part,
        ids?.afterId ?? 0,
        ids?.upToId ?? 0,
        entry.events,
        bytes,
        entry.sequence,
        sha256,
      ],
    )
    await session.run('INSERT OR REPLACE INTO archive_heads VALUES ($1, $2, $3, $4)', [
      target,
      group,
      entry.sequence,
      sha256,
    ])
  })
}

export interface Totals {
  objects: number
  bytes: number
  archivedToMs: number | null
  deletedToMs: number | null
}

export const noTotals: Totals = { objects: 0, bytes: 0, archivedToMs: null, deletedToMs: null }

export async function totalsOf(store: Store, { target, group }: Subject): Promise<Totals> {
  const found = await store.query(
    `SELECT 2 * count(*) AS objects, coalesce(sum(bytes), 0)::BIGINT AS bytes,
       max(hour_ms) + 3600000 AS archivedToMs, max(hour_ms) FILTER (deleted) + 3600000 AS deletedToMs
     FROM archive_parts WHERE target = $1 AND log_group = $2`,
    [target, group],
  )
  return recordsOf<Totals>(found)[0] ?? noTotals
}
