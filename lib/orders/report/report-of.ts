import { counted, full, moment } from '@/lib/format'
import type { Candidate, ShopState } from '@/lib/orders/watch/shop-state'
import { culpritSentence } from '@/lib/orders/words/culprit-words'
import { silentSentence } from '@/lib/orders/words/silent-words'
import { minuteMs } from '@/lib/time'
import { type Report, unknownReport } from './report'
import type { ReportContext } from './sentences'
import { shopReport } from './shop-report'

/** Says in words how the shop is doing, from its state alone. */
export function reportOf(state: ShopState, context: ReportContext): Report {
  const { atMs, silent } = state
  const report = withErrors(shopReport(state, context), state, context)
  if (!silent) return report
  const sentence = silentSentence(silent, atMs, (ms) => moment(ms, atMs, context.zone))
  const { tone, headline, details } = report
  if (tone !== 'calm') return { ...report, details: [...details, sentence] }
  const why = 'A server is down, or its log does not arrive.'
  return unknownReport(atMs, sentence, [why, headline, ...details])
}

/** So many visits meet what always fails, and did lately, that it is no stray. */
const leastMet = 3
const latelyMs = 15 * minuteMs

/** A request that has answered with a server error to everybody for a while, whatever it costs. */
const failsForAll = ({ failure, isStatic, isCallback, seemsOver, answered, visits }: Candidate) =>
  failure === 'error' &&
  !isStatic &&
  !isCallback &&
  !seemsOver &&
  answered === 0 &&
  visits >= leastMet

/** What fails is not called calm, though no order is known to be lost by it. */
function withErrors(report: Report, state: ShopState, { zone }: ReportContext): Report {
  const { serverErrors, candidates, atMs } = state
  if (report.tone !== 'calm') return report
  const errors = candidates.filter(({ failure, seemsOver }) => failure === 'error' && !seemsOver)
  const dead = errors.find((one) => failsForAll(one) && atMs - one.lastMs < latelyMs)
  if (!serverErrors && !dead) return report
  const worst = dead ?? errors[0]
  const all = serverErrors
    ? [
        `${full(serverErrors.failed)} of ${counted(serverErrors.asked, 'request')} in the last 6 minutes were answered with a server error.`,
      ]
    : []
  const named = worst ? [culpritSentence(worst, false, (ms) => moment(ms, atMs, zone))] : []
  const [headline = '', ...more] = [...named, ...all]
  const but = 'No order is known to be lost by it.'
  return {
    ...report,
    tone: 'unknown',
    headline,
    details: [...more, but, report.headline, ...report.details],
  }
}
