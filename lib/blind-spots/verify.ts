import { alarmInput } from '@/lib/alarms/input'
import type { ExecutedQuery } from '@/lib/aws/shared-query'
import { definitionOf } from '@/lib/back-test/definition'
import { backTest } from '@/lib/back-test/run'
import type { MetricFilter } from '@/lib/monitoring'
import { isSound, outcomeOf } from './choose'
import type { Incident } from './incidents'
import { type Draft, type ProposalContext, proposalOf } from './proposal'
import type { Proposal } from './result'

// The best may be less sound in a back-test than when it was chosen, and then the next is taken.
const maxDrafts = 3

/**
 * Runs the drafts of each incident over the range, as a back-test does, and proposes the best that is
 * sound there, with the numbers of that back-test. Throws {@link Failed}.
 */
export async function verified(
  drafts: ReadonlyMap<Incident, readonly Draft[]>,
  filters: readonly MetricFilter[],
  context: ProposalContext,
  { queries, signal }: { queries: ExecutedQuery[]; signal?: AbortSignal },
): Promise<Map<Incident, Proposal>> {
  const tried = [...drafts].flatMap(([incident, list]) =>
    list.slice(0, maxDrafts).map((draft) => ({ incident, draft })),
  )
  const proposals = new Map<Incident, Proposal>()
  if (tried.length === 0) return proposals
  const { range } = context
  const tested = await backTest({
    // Two drafts may have the same name.
    alarms: tried.map(({ draft }, at) => ({
      ...definitionOf(alarmInput(draft.alarm, () => [])),
      name: String(at),
    })),
    trialFilters: filters,
    range,
    signal,
  })
  queries.push(...tested.queries)
  for (const [at, { incident, draft }] of tried.entries()) {
    const done = tested.alarms[at]
    const outcome = done && outcomeOf(done, incident, context)
    if (!outcome || !isSound(outcome, context) || proposals.has(incident)) continue
    proposals.set(incident, proposalOf(outcome, draft, context))
  }
  return proposals
}
