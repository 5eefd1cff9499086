import type { MetricAlarm } from '@aws-sdk/client-cloudwatch'
import { readAlarmDefinitions } from '@/lib/aws/alarm-calls'
import { readAlarms } from '@/lib/aws/alarms'
import { Failed, readingOf } from '@/lib/aws/failures'
import { readPatternShape } from '@/lib/aws/log-format'
import { readMetricFilters } from '@/lib/aws/metric-filters'
import { runtime } from '@/lib/aws/runtime'
import { scanOf } from '@/lib/aws/shared-query'
import { testExisting } from '@/lib/back-test/read'
import { readStatistics } from '@/lib/back-test/read-statistics'
import { counted } from '@/lib/format'
import { maskAddresses } from '@/lib/mask'
import type { MetricFilter } from '@/lib/monitoring'
import { newProgress, type Progress } from '@/lib/progress'
import type { ShopMetric } from '@/lib/shipped-alarms'
import { minuteMs, type TimeRange } from '@/lib/time'
import { outcomeOf } from './choose'
import { findIncidents, type IncidentsFound, type ReadContext, sizeOf } from './find-incidents'
import { costlyOf, type Incident, missedIn, seenMinutes } from './incidents'
import { constant, type ProposalContext } from './proposal'
import { filterCandidates, proposeForFailing } from './propose-for-failing'
import { orderMetrics, proposeForSilence } from './propose-for-silence'
import { type BlindSpots, type BlindSpotsReading, type Gap, maxGaps } from './result'
import { evaluatedBy } from './same-alarm'
import { answeredWell, ofAnotherPage } from './sample'
import { newToldByOrders, type ToldIncident } from './told-by-orders'
import { verified } from './verify'
import { evaluatedFromMs, raisedSpans, watchingAlarms } from './watching'

interface CurrentAlarms {
  filters: readonly MetricFilter[]
  alarms: readonly MetricAlarm[]
  /** When each alarm was in ALARM. */
  raised: ReadonlyMap<string, TimeRange[]>
  /** From when on each alarm was evaluated, epoch ms. */
  evaluatedFrom: ReadonlyMap<string, number>
}

async function readCurrentAlarms({ range, signal }: ReadContext): Promise<CurrentAlarms> {
  const [filters, alarms, reading] = await Promise.all([
    readMetricFilters(signal),
    readAlarmDefinitions(undefined, signal),
    readAlarms({ nowMs: runtime().now(), fromMs: range.fromMs, signal }),
  ])
  if (!reading.ok) throw new Failed(reading.failure)
  // The last minutes of the range are evaluated after it.
  const evaluated = { fromMs: range.fromMs, toMs: range.toMs + 2 * minuteMs }
  const raised = new Map(
    reading.alarms.map((alarm) => [alarm.name, raisedSpans(alarm, evaluated)] as const),
  )
  const evaluatedFrom = new Map(
    reading.alarms.map((alarm) => [alarm.name, evaluatedFromMs(alarm, evaluated)] as const),
  )
  return { filters, alarms, raised, evaluatedFrom }
}

// No step of any way, so that no filter for orders counts it.
const noStep = '/no-step-of-the-way'
const another = ({ order }: IncidentsFound) => ofAnotherPage(order, noStep)

/** The alarms that watch what went wrong in an incident, raised or not. */
function alarmsWatching(
  incident: Incident,
  found: IncidentsFound,
  current: CurrentAlarms,
): string[] {
  const { alarms, filters } = current
  if (incident.kind === 'no-orders') return [...alarmsOnOrders(found, current)]
  const event = found.details.get(incident)?.event
  // Without an event, every alarm counts as watching.
  if (!event) return alarms.map(({ AlarmName = '' }) => AlarmName)
  return [...watchingAlarms(alarms, filters, { event, ordinary: answeredWell(event), metrics: [] })]
}

const orderAlarms: readonly ShopMetric[] = ['Orders-Stopped', 'Orders-Low']

/** The alarms on a lack of orders: they detect a failing request that costs some, though they do not watch it. */
const alarmsOnOrders = (found: IncidentsFound, { alarms, filters }: CurrentAlarms) =>
  watchingAlarms(alarms, filters, {
    event: found.order,
    ordinary: another(found),
    metrics: orderAlarms,
  })

/** For each gap, an alarm that would be raised today: it was created or changed since. */
async function watchedSince(
  gaps: readonly { incident: Incident; watching: string[] }[],
  all: readonly Incident[],
  { range, queries, progress, signal }: ReadContext,
) {
  const since = new Map<Incident, Gap['watchedSince']>()
  const names = [...new Set(gaps.flatMap(({ watching }) => watching))]
  if (names.length === 0) return since
  progress.begin(
    3,
    `Back-testing ${counted(names.length, 'alarm')} that ${names.length === 1 ? 'was' : 'were'} not raised`,
  )
  const tested = await progress.waiting(testExisting(names, { range, signal }))
  if (!tested.ok) return since
  queries.push(...tested.queries)
  for (const { incident, watching } of gaps) {
    const raised = tested.alarms
      .filter(({ name }) => watching.includes(name))
      .flatMap((done) => {
        const outcome = outcomeOf(done, incident, { incidents: all, range }, 0)
        return outcome ? [{ name: done.name, fromMs: outcome.firesAtMs }] : []
      })
      .sort((a, b) => a.fromMs - b.fromMs)
    if (raised[0]) since.set(incident, { alarm: raised[0].name, firesAtMs: raised[0].fromMs })
  }
  return since
}

/** Finds the best proposal for each incident; all candidates are counted at once. */
async function proposalsFor(
  incidents: readonly Incident[],
  found: IncidentsFound,
  { filters, alarms }: CurrentAlarms,
  { range, queries, progress, signal }: ReadContext,
) {
  const made: MetricFilter[] = []
  const candidates = new Map(
    incidents.map((incident) => {
      const event = found.details.get(incident)?.event
      const failing = incident.kind === 'failing' && event
      return [incident, failing ? filterCandidates(incident, event, filters, made) : []] as const
    }),
  )
  const metrics = orderMetrics(filters, found.order, another(found), await readPatternShape())
  const wanted = [...candidates.values()].flat().map(({ filter }) => filter)
  if (incidents.some(({ kind }) => kind === 'no-orders'))
    wanted.push(...[metrics.orders ?? [], metrics.requests].flat())
  progress.begin(4, 'Counting, minute by minute, what new alarms would have seen')
  const { byKey, notKnown, ...read } = await progress.waiting(
    readStatistics(wanted.map(constant), range, signal),
  )
  queries.push(...read.queries)
  const context: ProposalContext = {
    range,
    incidents: found.all,
    filters,
    alarmNames: new Set(alarms.map(({ AlarmName = '' }) => AlarmName)),
    evaluated: new Set(alarms.map(evaluatedBy)),
    actions: alarms.find(({ AlarmActions = [] }) => AlarmActions.length > 0)?.AlarmActions ?? [],
  }
  const draftsOf = (incident: Incident) =>
    incident.kind === 'no-orders'
      ? proposeForSilence(incident, metrics, byKey, context)
      : proposeForFailing(incident, candidates.get(incident) ?? [], byKey, context)
  const drafts = new Map(incidents.map((incident) => [incident, draftsOf(incident)] as const))
  const trialFilters = [...drafts.values()].flatMap((list) => list.flatMap((one) => one.filters))
  progress.begin(5, 'Back-testing new alarms')
  const proposed = await progress.waiting(
    verified(drafts, [...new Set(trialFilters)], context, { queries, signal }),
  )
  return { ...proposed, notKnown }
}

const beganBefore =
  'It may have begun before this period. Choose a longer one to see which alarm would have fired.'
const noneIsSound =
  'No alarm is proposed: each candidate would have missed this, been in alarm before it began, or raised too many false alarms.'

function gapOf(
  incident: Incident,
  { details }: IncidentsFound,
  answer: Pick<Gap, 'proposal' | 'watchedSince' | 'silentAlarms' | 'laterAlarms'>,
  coveredBy: string | undefined,
  { range, told }: Pick<ReadContext, 'range' | 'told'>,
): Gap {
  const costly = costlyOf(incident, told ?? [])
  const { request, status } =
    incident.kind === 'failing' ? incident : { request: null, status: null }
  const whyNone =
    incident.fromMs <= range.fromMs
      ? beganBefore
      : coveredBy
        ? `${coveredBy}, proposed for another incident, would have been in alarm already.`
        : noneIsSound
  return {
    kind: incident.kind,
    request: request === null ? null : maskAddresses(request),
    status,
    fromMs: incident.fromMs,
    toMs: incident.toMs,
    minutes: incident.minutes.length,
    requests: sizeOf(incident),
    clients: details.get(incident)?.clients ?? null,
    ordersStopped: incident.kind === 'no-orders' && incident.ordersStopped,
    missedOrders: missedIn(costly),
    incident: costly[0]?.id ?? null,
    ...answer,
    noProposal: answer.proposal || answer.watchedSince ? null : whyNone,
  }
}

/**
 * What went wrong in a range (epoch ms, full minutes) and no alarm saw, with an alarm that would have.
 * Throws {@link Failed}.
 */
async function blindSpots(context: ReadContext): Promise<BlindSpots> {
  const { range, queries, told } = context
  const [found, current] = await Promise.all([findIncidents(context), readCurrentAlarms(context)])
  const isToldByOrders = newToldByOrders(runtime().env.site.steps, told ?? [])
  const onOrders = alarmsOnOrders(found, current)
  const examined = found.examined.map((incident) => {
    const watching = alarmsWatching(incident, found, current)
    const isTold = incident.kind === 'failing' && isToldByOrders(incident)
    const detecting = isTold ? new Set([...watching, ...onOrders]) : watching
    const spans = [...detecting].flatMap((name) => current.raised.get(name) ?? [])
    return { incident, watching, minutes: seenMinutes(incident.minutes, spans) }
  })
  const gaps = examined.filter(({ minutes }) => minutes === 0)
  const shown = gaps.slice(0, maxGaps)
  const since = await watchedSince(shown, found.all, context)
  const open = shown.map(({ incident }) => incident).filter((incident) => !since.has(incident))
  const { proposals, covered, notKnown } = await proposalsFor(open, found, current, context)
  return {
    ok: true,
    range,
    gaps: shown.map(({ incident, watching }) => {
      const isLater = (name: string) => (current.evaluatedFrom.get(name) ?? 0) > incident.toMs
      return gapOf(
        incident,
        found,
        {
          silentAlarms: watching.filter((name) => !isLater(name)),
          laterAlarms: watching.filter(isLater),
          watchedSince: since.get(incident) ?? null,
          proposal: proposals.get(incident) ?? null,
        },
        covered.get(incident),
        context,
      )
    }),
    more: gaps.length - shown.length,
    incidents: examined.length,
    seen: examined.length - gaps.length,
    notKnown: [...found.notKnown, ...notKnown],
    ...scanOf(queries),
    asOfMs: runtime().now(),
    // Elsewhere each search is billed.
    ...(told === null && runtime().localEngine && { againInMs: minuteMs }),
  }
}

interface Options extends Pick<ReadContext, 'range' | 'signal'> {
  onProgress?: (progress: Progress) => void
  /** The incidents of the shop, as the Incidents page has them; null while they are not known. */
  told: readonly ToldIncident[] | null
}

const steps = 5

/** The same as a reading; `onProgress` hears how far it is. Rejects only with the signal's reason. */
export const readBlindSpots = ({
  range,
  signal,
  onProgress,
  told,
}: Options): Promise<BlindSpotsReading> =>
  readingOf(
    'logs:StartQuery',
    () =>
      blindSpots({ range, signal, told, queries: [], progress: newProgress(steps, onProgress) }),
    signal,
  )
