'use client'

import { FailureNote, Nothing } from '@/components/shell/panel'
import { useReading } from '@/components/shell/use-reading'
import type { ArchiveReading, ArchiveStatus } from '@/lib/archive'
import { bytes, counted, full, moment } from '@/lib/format'

function kept({ retention }: ArchiveStatus, zone: string, nowMs: number): string {
  if (retention.days === null) return 'Events are kept for ever.'
  const rule = `Events are kept ${counted(retention.days, 'day')}`
  return retention.deletedToMs === null
    ? `${rule}; none was deleted yet.`
    : `${rule}; those before ${moment(retention.deletedToMs, nowMs, zone)} are only in the archive.`
}

function Held({ archive, zone, nowMs }: { archive: ArchiveStatus; zone: string; nowMs: number }) {
  const { to, archivedToMs, hoursBehind, objects, problem } = archive
  if (to === null)
    return (
      <Nothing title="No archive is kept">
        The site file says so. Without one nothing is deleted for its age either.
      </Nothing>
    )
  return (
    <>
      <p>
        {archivedToMs === null
          ? 'No hour is archived yet.'
          : `Every hour up to ${moment(archivedToMs, nowMs, zone)} is archived.`}{' '}
        {hoursBehind > 0 && `${counted(hoursBehind, 'closed hour')} to come.`}
      </p>
      <p className="small mute">
        {full(objects)} objects, {bytes(archive.bytes)}, in <code>{to}</code>
      </p>
      <p className="small mute">{kept(archive, zone, nowMs)}</p>
      {problem && (
        <p className="small">
          <b className="bad">✕ {problem.message}</b> {problem.remedy}
        </p>
      )}
      <p className="small mute">
        <code>npm run archive -- verify</code> checks each of them.
      </p>
    </>
  )
}

/** How far the archive is, and what it lets the store forget. */
export function ArchiveCard({
  first,
  everyMs,
  zone,
  nowMs,
}: {
  first: ArchiveReading | null
  everyMs: number
  zone: string
  nowMs: number
}) {
  const { reading } = useReading<ArchiveReading>('/api/archive', first, everyMs)
  return (
    <section className="card panel" aria-labelledby="archive">
      <header>
        <h2 id="archive">Archive</h2>
      </header>
      {reading === null && <Nothing title="Asking …" />}
      {reading?.ok === false && <FailureNote failure={reading.failure} />}
      {reading?.ok && reading.archive === null && (
        <p className="small">
          On AWS, Data Firehose writes the archive. <code>npm run archive -- verify</code> checks
          it.
        </p>
      )}
      {reading?.ok && reading.archive && (
        <Held archive={reading.archive} zone={zone} nowMs={nowMs} />
      )}
    </section>
  )
}
