import { alarmInput } from '@/lib/alarms/input'
import type { ExecutedQuery } from '@/lib/aws/shared-query'
import { definitionOf } from '@/lib/back-test/definition'
import { backTest } from '@/lib/back-test/run'
import type { Alarm, MetricFilter } from '@/lib/monitoring'
import type { TimeRange } from '@/lib/time'
import { isSound, type Outcome, outcomeOf } from './choose'
import type { Incident } from './incidents'
import { alarmNameFor, type Draft, type ProposalContext, proposalOf } from './proposal'
import { overlap } from './ranges'
import type { Proposal } from './result'
import { evaluatedByProposed } from './same-alarm'

// The best may be less sound in a back-test than when it was chosen, and then the next is taken.
const maxDrafts = 5

export const lookbackMinutes = (alarm: Alarm) =>
  'metric' in alarm ? (alarm.evaluationPeriods * alarm.periodSeconds) / 60 : 0

interface Tested {
  draft: Draft
  outcome: Outcome
  evaluated: string | null
  inAlarm: readonly TimeRange[]
}

/** What is proposed for incidents, and which of it would have been in ALARM already when another began. */
export interface Proposed {
  proposals: ReadonlyMap<Incident, Proposal>
  covered: ReadonlyMap<Incident, string>
}

/**
 * Chooses a sound draft for each incident: one that is proposed for another already, else the best. Each
 * definition has a name of its own, which no alarm has.
 */
function chosen(
  incidents: Iterable<Incident>,
  tested: ReadonlyMap<Incident, readonly Tested[]>,
  context: ProposalContext,
): Proposed {
  const raised: { name: string; inAlarm: readonly TimeRange[] }[] = []
  const proposals = new Map<Incident, Proposal>()
  const names = new Map<string | null, string>()
  for (const [incident, sound] of tested) {
    const best = sound.find(({ evaluated }) => names.has(evaluated)) ?? sound[0]
    if (!best) continue
    const { draft, outcome, evaluated } = best
    const { plain, detail } = draft.names
    const taken = new Set([...context.alarmNames, ...names.values()])
    const name = names.get(evaluated) ?? alarmNameFor(plain, detail, taken)
    names.set(evaluated, name)
    raised.push({ name, inAlarm: best.inAlarm })
    const named = { filters: draft.filters, alarm: { ...draft.alarm, name } }
    proposals.set(incident, proposalOf(outcome, named, context))
  }
  const covered = new Map<Incident, string>()
  for (const incident of incidents) {
    const by = raised.find(({ inAlarm }) => inAlarm.some((span) => overlap(span, incident)))
    if (by && !proposals.has(incident)) covered.set(incident, by.name)
  }
  return { proposals, covered }
}

/**
 * Runs the drafts of each incident over the range, as a back-test does, and proposes the best that is
 * sound there, with the numbers of that back-test; none that there is already. Throws {@link Failed}.
 */
export async function verified(
  drafts: ReadonlyMap<Incident, readonly Draft[]>,
  filters: readonly MetricFilter[],
  context: ProposalContext,
  { queries, signal }: { queries: ExecutedQuery[]; signal?: AbortSignal },
): Promise<Proposed> {
  const tried = [...drafts].flatMap(([incident, list]) =>
    list
      .map((draft) => ({ incident, draft, evaluated: evaluatedByProposed(draft.alarm) }))
      .filter(({ evaluated }) => !context.evaluated.has(evaluated))
      .slice(0, maxDrafts),
  )
  if (tried.length === 0) return chosen([], new Map(), context)
  const { range } = context
  const tested = await backTest({
    // Drafts may have the same name.
    alarms: tried.map(({ draft }, at) => ({
      ...definitionOf(alarmInput(draft.alarm, () => [])),
      name: String(at),
    })),
    trialFilters: filters,
    range,
    signal,
  })
  queries.push(...tested.queries)
  const sound = new Map<Incident, Tested[]>()
  for (const [at, { incident, draft, evaluated }] of tried.entries()) {
    const done = tested.alarms[at]
    const outcome = done && outcomeOf(done, incident, context, lookbackMinutes(draft.alarm))
    if (!outcome || !isSound(outcome, context)) continue
    sound.set(incident, [
      ...(sound.get(incident) ?? []),
      { draft, outcome, evaluated, inAlarm: done.inAlarm },
    ])
  }
  return chosen(drafts.keys(), sound, context)
}
