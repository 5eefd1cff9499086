import type { Failure } from '@/lib/failure'
import { full, moment } from '@/lib/format'
import { logState, problemsOf } from '@/lib/log-state'
import type { ShopState } from '@/lib/orders/watch/shop-state'
import { lasting } from '@/lib/orders/words/lasting'
import type { LoadingStatus } from '@/lib/source'
import { type Report, unknownReport } from './report'

interface Followed {
  /** What the report is made from; null where no request is known. */
  state: Pick<ShopState, 'lastLineMs'> | null
  /** How the files are read; null where none are followed. */
  loading: LoadingStatus | null
  /** IANA name of the zone that times are said in. */
  zone: string
}

/** Why lines may not come, to end a sentence with; null when a file is there. */
function whyNone(loading: LoadingStatus): string | null {
  const { files } = loading
  const log = logState({ loading, newestHour: null })
  if (log?.kind === 'unreadable')
    return `${log.headline[0]?.toLowerCase()}${log.headline.slice(1, -1)}`
  if (files.length === 0 || !files.every(({ isReadOn }) => isReadOn)) return null
  return files.length === 1 ? 'the log file is gone' : 'the log files are gone'
}

/** Of a silence in which every file can be read; empty when that is not known. */
function silentFiles({ files, done }: LoadingStatus): string {
  const [first] = files
  if (!done || !first || files.some(({ bytes, readBytes }) => readBytes < bytes)) return ''
  return files.length === 1
    ? `${first.path} can be read; nothing has been added to it since.`
    : `The ${full(files.length)} logs can be read; nothing has been added to them since.`
}

/** What is said of a shop, with what there is to say of the files: when no line can come, now is not known. */
export function withLog(report: Report, { state, loading, zone }: Followed): Report {
  if (!loading) return report
  const { atMs, kind, tone, details } = report
  const log = logState({ loading, newestHour: null })
  if (log && !state) return { ...report, headline: log.headline, details: log.details }
  const problems = log?.kind === 'unreadable' ? log.details : problemsOf(loading)
  const why = whyNone(loading)
  const and = why ? `, and ${why}.` : '.'
  if (kind === 'no-traffic') {
    const evidence = problems.length > 0 ? problems : [silentFiles(loading)]
    return {
      ...report,
      headline: `${report.headline.slice(0, -1)}${and}`,
      details: [...details, ...evidence].filter((text) => text !== ''),
    }
  }
  if (log?.kind !== 'unreadable' || tone === 'trouble')
    return { ...report, details: [...details, ...problems] }
  const lastMs = state?.lastLineMs ?? atMs
  const silence = `Nothing has been logged since ${moment(lastMs, atMs, zone)} (${lasting(atMs - lastMs)})`
  return unknownReport(atMs, `${silence}${and}`, [
    ...problems,
    'It is not known how the shop is doing now.',
  ])
}

/** What is said where the log cannot be asked. */
export const notAnswered = (atMs: number, { message, remedy }: Failure): Report =>
  unknownReport(atMs, 'It is not known how the shop is doing.', [
    message.replace(/\.?$/, '.'),
    remedy,
  ])
