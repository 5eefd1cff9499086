'use client'

import { AsOf, Card } from '@/components/shell/card'
import type { Clock } from '@/components/shell/frame'
import { Answered, Nothing } from '@/components/shell/panel'
import { type PageProps, PanelPage } from '@/components/shell/panel-page'
import { Tab } from '@/components/shell/tab'
import { timesIn } from '@/components/shell/zone'
import type { Alarm } from '@/lib/alarms/alarm'
import type { ArchiveStatus } from '@/lib/archive'
import { asTyped } from '@/lib/as-typed'
import { bytes, counted, full, moment } from '@/lib/format'
import { viewHref } from '@/lib/view'
import { AlarmList } from './alarm-list'
import { whyPending } from './alarm-state'
import { BlindSpots } from './blind-spots'
import { type AlarmsProps, alarmsQuestions } from './questions'
import { Recipients } from './recipients'

interface Known {
  alarms: Alarm[]
}

/** Says in the tab which alarms are raised. */
function AlarmsTab({ alarms, source, ...clock }: Omit<AlarmsProps<'alarms'>, 'alarms'> & Known) {
  // The frame says in the tab that nothing is known.
  if (source.notKnownSinceMs != null) return null
  const raised = alarms.filter(({ state }) => state === 'ALARM').map(({ name }) => name)
  if (raised.length > 0) return <Tab tone="trouble" title={`In alarm: ${raised.join(', ')}`} />
  if (alarms.length === 0) return null
  const isOk = whyPending(source, clock) === null && alarms.every(({ state }) => state === 'OK')
  return <Tab tone={isOk ? 'calm' : 'unknown'} />
}

function AllAlarms({ alarms, ...frame }: AlarmsProps<'alarms'>) {
  const { view, zone } = frame
  const { reading, problem } = alarms
  return (
    <Card
      id="alarms"
      title="Alarms"
      level={1}
      about={`state over the selected period, ${timesIn(frame)}`}
      aside={<a href={viewHref('/back-test', { range: view.range })}>Back-test an alarm</a>}
      footer={
        reading?.ok && (
          <>
            <AsOf atMs={reading.asOfMs} zone={zone} problem={problem} />
            {reading.notes?.map((note) => (
              <span key={note}>{note}</span>
            ))}
          </>
        )
      }
    >
      <Answered reading={reading}>
        {(known) => (
          <>
            <AlarmsTab {...frame} alarms={known.alarms} />
            <AlarmList {...frame} alarms={known.alarms} inFull />
          </>
        )}
      </Answered>
    </Card>
  )
}

function retentionText({ retention }: ArchiveStatus, zone: string, nowMs: number): string {
  if (retention.days === null) return 'Events are never deleted.'
  const rule = `Events are deleted after ${counted(retention.days, 'day')}`
  return retention.deletedToMs === null
    ? `${rule}; none have been deleted yet.`
    : `${rule}; those before ${moment(retention.deletedToMs, nowMs, zone)} exist only in the archive.`
}

function Stored({ archive, zone, nowMs }: Clock & { archive: ArchiveStatus }) {
  const { to, archivedToMs, hoursBehind, objects, problem } = archive
  if (to === null)
    return (
      <Nothing title="No archive">
        The site file turns the archive off. Without it, events are never deleted because of age.
      </Nothing>
    )
  return (
    <>
      <p>
        {archivedToMs === null
          ? 'Nothing is archived yet.'
          : `Archived up to ${moment(archivedToMs, nowMs, zone)}.`}{' '}
        {hoursBehind > 0 && `${counted(hoursBehind, 'hour')} still to archive.`}
      </p>
      <p className="small mute">
        {full(objects)} objects, {bytes(archive.bytes)}, in <code>{to}</code>
      </p>
      <p className="small mute">{retentionText(archive, zone, nowMs)}</p>
      {problem && (
        <p className="small">
          <b className="bad">✕ {problem.message}</b> {problem.remedy}
        </p>
      )}
      <p className="small mute">
        <code>{asTyped('npm run archive -- verify')}</code> checks every object.
      </p>
    </>
  )
}

/** How far the archive reaches, and which events may be deleted. */
function ArchiveCard({ archive, ...frame }: AlarmsProps<'archive'>) {
  return (
    <Card id="archive" title="Archive">
      <Answered reading={archive.reading}>
        {({ archive: status }) =>
          status === null ? (
            <p className="small">
              On AWS, Data Firehose writes the archive.{' '}
              <code>{asTyped('npm run archive -- verify')}</code> checks it.
            </p>
          ) : (
            <Stored {...frame} archive={status} />
          )
        }
      </Answered>
    </Card>
  )
}

export function Alarms(page: PageProps<typeof alarmsQuestions>) {
  return (
    <PanelPage
      path="/alarms"
      questions={alarmsQuestions}
      clock="alarms"
      rows={[AllAlarms, BlindSpots, { columns: 'halves', panels: [Recipients, ArchiveCard] }]}
      more={{}}
      {...page}
    />
  )
}
