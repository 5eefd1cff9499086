import { asTyped } from '@/lib/as-typed'
import type { Failure } from '@/lib/failure'
import { logState } from '@/lib/log-state'
import type { SituationReading } from '@/lib/orders/reading'
import { noticeText, type SourceStatus } from '@/lib/source'

/** What is known of this process's work at a moment. */
export interface Evidence {
  nowMs: number
  source: SourceStatus
  /** Of a query that was asked just now; null when none was, as while the log is being read. */
  query: 'answered' | 'late' | Failure | null
  /** What is wrong with the files of users, tokens and sessions, or with the audit log; null for nothing. */
  access: string | null
  /** How the shop is doing; null when that could not be found in time. */
  situation: SituationReading | null
}

const iso = (ms: number) => new Date(ms).toISOString()
const said = ({ message, remedy }: Pick<Failure, 'message' | 'remedy'>) =>
  [message, remedy].filter(Boolean).join(' ')

function queryReasons({ query }: Evidence): string[] {
  if (query === 'late')
    return [
      'A query has not been answered in half a minute. Look at the load of this machine; if it is idle, restart CafeWatch.',
    ]
  return query === null || query === 'answered' ? [] : [said(query)]
}

function logReasons({ source }: Evidence): string[] {
  const { loading, failure } = source
  const state = logState(source)
  const problems = loading?.files.flatMap(({ problem }) => problem ?? []) ?? []
  return [
    ...(failure ? [said(failure)] : []),
    ...problems,
    ...(state?.kind === 'unreadable' && problems.length === 0
      ? [[state.headline, ...state.details].join(' ')]
      : []),
    ...(state?.kind === 'notUnderstood'
      ? [
          asTyped(
            `${state.headline} Run \`npm run check-log\` on the log: it says why, and LOG_FORMAT declares its format.`,
          ),
        ]
      : []),
  ]
}

/** Silence that is longer than usual at the hour: as the headline judges it. */
function silenceReasons({ situation, nowMs }: Evidence): string[] {
  if (!situation) return []
  if (!situation.ok) return [said(situation.failure)]
  if (situation.report?.kind !== 'no-traffic') return []
  return [
    `${situation.report.headline} Check that the web server runs and writes this log, and that this machine’s clock is right: it says ${iso(nowMs)}.`,
  ]
}

/** Why this process does not do its work, each with what to do; empty when it does. */
export function reasonsOf(evidence: Evidence): string[] {
  const { access } = evidence
  const failing = evidence.source.notices.filter(({ isFailing }) => isFailing)
  return [
    ...new Set([
      ...queryReasons(evidence),
      ...logReasons(evidence),
      ...(access === null ? [] : [access]),
      ...failing.map((notice) => said({ ...notice, message: noticeText(notice, iso) })),
      ...silenceReasons(evidence),
    ]),
  ]
}
