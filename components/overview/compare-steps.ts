import { full, percent } from '@/lib/format'
import type { Funnel } from '@/lib/queries/funnel'
import type { FunnelStep } from '@/lib/queries/funnel-step'
import type { Step } from '@/lib/shop/steps'

export interface ComparedStep extends FunnelStep {
  name: string
  /** Of all visits that asked for any step. */
  share: number
  /** The same in the hours that it is compared with; null without any. */
  usualShare: number | null
  /** Of those who reached it, the share that did not reach the next; null for the last, and when more came to the next. */
  lostShare: number | null
  usualMs: number | null
  /** `broken` is the first that fails or that hardly anybody reaches; `beyond` are those after it that suffer with it. */
  state: 'calm' | 'broken' | 'beyond'
  /** What is wrong, or what follows from it. */
  sentence: string | null
}

interface Usual {
  /** Of all periods together. */
  visits: number
  periods: number
  steps: FunnelStep[]
}

// Below so many visits a share says hardly anything.
export const enoughVisits = 20
const enoughAsked = 10
const enoughExpected = 10
const minFailures = 5
const minMoreFailures = 0.02
// Where it is not known what is usual, so many are too many.
const manyFailures = 0.1
// Twice as many people on an ordinary campaign order half as often, and nothing is broken.
const fewer = 0.35
const sigmas = 4
// So much of what is usual is about as usual.
const nearly = 0.9

/** What is usual, from earlier periods; null when they hold no visits. */
export function usualOf(periods: readonly Funnel[]): Usual | null {
  const known = periods.filter(({ visits }) => visits > 0)
  const [first] = known
  if (!first) return null
  const steps = first.steps.map((_, at) => {
    const all = known.flatMap((one) => one.steps[at] ?? [])
    const waits = all.flatMap(({ fromBeforeMs }) => fromBeforeMs ?? [])
    return {
      asked: all.reduce((sum, { asked }) => sum + asked, 0),
      reached: all.reduce((sum, { reached }) => sum + reached, 0),
      fromBeforeMs: waits.length > 0 ? waits.reduce((sum, ms) => sum + ms, 0) / waits.length : null,
    }
  })
  const visits = known.reduce((sum, one) => sum + one.visits, 0)
  return { visits, periods: known.length, steps }
}

const failedShare = ({ asked, reached }: FunnelStep) =>
  asked > 0 ? Math.max(0, asked - reached) / asked : 0

/** Whether a step counts whatever it was answered below 400, so that what does not count is an error. */
const countsAllButErrors = ({ match }: Step) => match.every(({ status }) => status === undefined)

/** Whether more of those who ask get nothing but errors than is usual, and not by chance. */
function fails(step: FunnelStep, usual: FunnelStep | undefined, asErrors: boolean): boolean {
  if (step.asked < enoughAsked) return false
  const failures = step.asked - step.reached
  if (!usual || usual.asked < enoughAsked)
    return asErrors
      ? failures >= enoughAsked && failedShare(step) >= manyFailures
      : step.reached === 0
  const share = failedShare(usual)
  const chance = Math.max(share, 1 / usual.asked)
  const spread = Math.sqrt(step.asked * chance * (1 - chance / 2) * (1 + step.asked / usual.asked))
  return (
    failures >= minFailures &&
    failedShare(step) - share >= minMoreFailures &&
    failedShare(step) > 1.5 * share &&
    failures > step.asked * chance + sigmas * spread
  )
}

/** Whether far fewer come here than usual, both of the visits and in number: more visits alone are no fault of a step. */
function isDeserted(step: FunnelStep, at: number, visits: number, usual: Usual): boolean {
  const before = usual.steps[at]
  if (at === 0 || !before) return false
  const expected = (visits * before.reached) / usual.visits
  const everyPeriod = before.reached / usual.periods
  return (
    expected >= enoughExpected &&
    step.reached < fewer * expected &&
    step.reached < fewer * everyPeriod
  )
}

/** Each step against what is usual; `way` has the site's steps. */
export function compareSteps(
  { visits, steps }: Funnel,
  usual: Usual | null,
  way: readonly Step[],
): ComparedStep[] {
  const comparable = usual !== null && usual.visits >= enoughVisits ? usual : null
  const isCertain = (at: number) => way[at] !== undefined && countsAllButErrors(way[at])
  const isBad = (step: FunnelStep, at: number) =>
    visits >= enoughVisits &&
    (fails(step, comparable?.steps[at], isCertain(at)) ||
      (comparable !== null && isDeserted(step, at, visits, comparable)))
  const broken = steps.findIndex(isBad)
  return steps.map((step, at) => {
    const next = steps[at + 1]
    const before = comparable?.steps[at]
    const name = way[at]?.name ?? `step ${at + 1}`
    const usualShare = before && comparable ? before.reached / comparable.visits : null
    const suffers = step.reached === 0 || isBad(step, at)
    const state =
      at === broken ? 'broken' : broken >= 0 && at > broken && suffers ? 'beyond' : 'calm'
    return {
      ...step,
      name,
      share: step.reached / visits,
      usualShare,
      lostShare:
        next && step.reached > 0 && next.reached <= step.reached
          ? 1 - next.reached / step.reached
          : null,
      usualMs: before?.fromBeforeMs ?? null,
      state,
      sentence:
        state === 'broken'
          ? brokenSentence(name, step, { visits, before, usualShare, asErrors: isCertain(at) })
          : state === 'beyond' && step.reached === 0
            ? 'nobody got there'
            : null,
    }
  })
}

function brokenSentence(
  name: string,
  { asked, reached }: FunnelStep,
  {
    visits,
    before,
    usualShare,
    asErrors,
  }: {
    visits: number
    before: FunnelStep | undefined
    usualShare: number | null
    asErrors: boolean
  },
): string {
  // What is wrong first: where about as many get here as ever, that is not how many do.
  if (before && usualShare !== null && reached / visits >= nearly * usualShare)
    return `${name}: ${full(asked - reached)} of ${full(asked)} visits that asked for it got ${asErrors ? 'only errors' : 'another answer'}; usually ${percent(failedShare(before))}.`
  const usually = usualShare === null ? '' : `; usually ${percent(usualShare)}`
  const failed = asked - reached
  const errors =
    failed > 0 && failed >= minFailures
      ? ` ${full(asked)} asked for it, and ${failed === asked ? 'all' : full(failed)} of them ${asErrors ? 'got only errors' : 'got another answer'}.`
      : ''
  return `${name}: ${full(reached)} of ${full(visits)} visits got here${usually}.${errors}`
}
