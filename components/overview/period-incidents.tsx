import type { Clock } from '@/components/shell/frame'
import { withBase } from '@/lib/base-path'
import { counted, moment } from '@/lib/format'
import { incidentPath } from '@/lib/orders/incidents/incident-note'
import type { Incident } from '@/lib/orders/incidents/incidents'
import { howLong } from '@/lib/orders/words/lasting'
import { amount, moneySaid } from '@/lib/orders/words/money'
import type { TimeRange } from '@/lib/time'
import type { OverviewProps } from './questions'

type Props = OverviewProps<'incidents'>
type Known = Extract<Props['incidents']['reading'], { ok: true }>

/** From when on something is known: what was read, and of that what the log has. */
function knownFrom({ readFromMs, judged }: Known, { oldestMs }: { oldestMs: number | null }) {
  if (readFromMs === null) return null
  const isJudgedLater =
    judged?.fromMs != null && judged.fromMs > Math.max(readFromMs, oldestMs ?? 0)
  if (isJudgedLater)
    return {
      fromMs: judged.fromMs as number,
      why: 'too few orders had come to know how many to expect',
    }
  return oldestMs !== null && oldestMs > readFromMs
    ? { fromMs: oldestMs, why: 'the log begins then' }
    : { fromMs: readFromMs, why: 'incidents are found in the newest 15 days of the log' }
}

/** What it means that no incident is known in a period: none, or nothing. */
export function noneWords(
  known: Known,
  period: TimeRange,
  log: { oldestMs: number | null } & Clock,
): string {
  const { report } = known
  if (report?.kind === 'not-understood' || report?.kind === 'unknown')
    return `it is not known whether there was an incident. ${report.headline}`
  const from = knownFrom(known, log)
  const at = from && moment(from.fromMs, log.nowMs, log.zone)
  if (from && period.toMs <= from.fromMs)
    return `it is not known whether there was an incident. Nothing is known before ${at}: ${from.why}.`
  const none =
    report?.kind === 'not-configured'
      ? 'no incident is known. Without an order that is set up, only requests that fail would show'
      : 'no incident'
  return from && period.fromMs < from.fromMs
    ? `${none} from ${at} on. Nothing is known before: ${from.why}.`
    : `${none}.`
}

function Some({
  incidents,
  nowMs,
}: { incidents: readonly [Incident, ...Incident[]] } & Pick<Clock, 'nowMs'>) {
  const [only] = incidents
  const costs = incidents.flatMap(({ report }) => moneySaid(report) ?? [])
  const total = costs.reduce((sum, { estimate }) => sum + estimate, 0)
  const [cost] = costs
  return (
    <>
      <a href={withBase(incidents.length === 1 ? incidentPath(only) : '/incidents')}>
        {counted(incidents.length, 'incident')}
      </a>
      {incidents.length === 1 && ` of ${howLong(only, nowMs).text}`}
      {cost && `, about ${amount(total, cost.currency)} missed`}.
    </>
  )
}

/** What the shown period held, beside what is the matter now. */
export function PeriodIncidents({ incidents, window, nowMs, zone, source }: Props) {
  const { reading } = incidents
  if (!reading?.ok || reading.incidents === null) return null
  const [first, ...more] = reading.incidents.filter(
    ({ fromMs, untilMs }) => fromMs < window.toMs && (untilMs ?? nowMs) > window.fromMs,
  )
  const oldestMs = source.reading?.oldestEventMs ?? null
  return (
    <p className="small">
      In this period:{' '}
      {first === undefined ? (
        noneWords(reading, window, { oldestMs, nowMs, zone })
      ) : (
        <Some incidents={[first, ...more]} nowMs={nowMs} />
      )}
    </p>
  )
}
