import type { Clock } from '@/components/shell/frame'
import { Nothing } from '@/components/shell/panel'
import { withBase } from '@/lib/base-path'
import { moment } from '@/lib/format'
import { timeOfId, whyNone } from '@/lib/orders/incidents/find-incident'
import type { IncidentsReading } from '@/lib/orders/reading'
import { hourMs } from '@/lib/time'
import { viewHref } from '@/lib/view'

interface Props extends Clock {
  id: string
  known: Extract<IncidentsReading, { ok: true }>
}

/** Why there is no incident at this address, and what there is instead. */
export function NoIncident({ id, known, nowMs, zone }: Props) {
  const { incidents, report, readFromMs, judged } = known
  const all = <a href={withBase('/incidents')}>All incidents</a>
  const atMs = timeOfId(id)
  if (incidents === null)
    return (
      <Nothing title={report ? report.headline : 'Incidents are not found here'}>
        {report ? report.details.join(' ') : 'Recorded answers have no log to follow.'}
      </Nothing>
    )
  if (atMs === null) return <Nothing title="There is no such incident">{all}</Nothing>
  const then = viewHref('/', { range: { fromMs: atMs - hourMs, toMs: atMs + hourMs } })
  if (whyNone(id, readFromMs) === 'too old')
    return (
      <Nothing title={`The incident of ${moment(atMs, nowMs, zone)} is no longer known`}>
        Incidents are found in the newest 15 days of the log
        {readFromMs !== null && `, here from ${moment(readFromMs, nowMs, zone)} on`}. What the log
        still holds is on <a href={then}>the overview of that time</a>. {all}
      </Nothing>
    )
  return (
    <Nothing title={`There was no incident at ${moment(atMs, nowMs, zone)}`}>
      {report?.kind === 'not-configured'
        ? 'Nobody has said yet what an order is on this site, and no request failed much more than usual then: see '
        : judged?.fromMs == null || atMs < judged.fromMs
          ? 'Too few orders had come by then to know how many to expect: see '
          : 'As the log stands now, none is found with the steps that are set: see '}
      <a href={then}>the overview of that time</a>. {all}
    </Nothing>
  )
}
