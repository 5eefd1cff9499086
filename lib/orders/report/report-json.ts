import { missedSaid } from '@/lib/orders/words/money'
import type { Report } from './report'

const iso = (ms: number | null) => (ms === null ? null : new Date(ms).toISOString())

/** A report as the command line and the API give it: times in ISO 8601, and all that the page says first in one text. */
export const jsonOf = ({ atMs, sinceMs, ...report }: Report) => ({
  at: iso(atMs),
  kind: report.kind,
  tone: report.tone,
  headline: [report.headline, ...report.details].join(' '),
  since: iso(sinceMs),
  culprit: report.culprit,
  ...missedSaid(report),
})
