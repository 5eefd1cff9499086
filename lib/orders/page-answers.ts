import type { Visit } from '@/lib/visits/visits'
import { countOne } from './counts'

/** Since when every page fails, and with which statuses, the most frequent first. */
export interface EveryPage {
  sinceMs: number
  /** The last failure, once pages are answered well again; null while they are not. */
  untilMs: number | null
  statuses: readonly number[]
  /** A few were answered well all the same. */
  isNearly: boolean
}

/** A page's answer since the last time that pages were answered well. */
interface Run {
  sinceMs: number
  lastMs: number
  failed: number
  answered: number
  /** Of these, before the last failure. */
  between: number
  keys: Set<string>
  visits: Set<Visit>
  statuses: Map<number, number>
}

export interface PageAnswer {
  key: string
  status: number
  visit: Visit
  atMs: number
}

const maxKeys = 5_000
const maxVisits = 1_000
const leastKeys = 2
const leastVisits = 3
/** So few good answers are those of a cache. */
const mostAnswered = 0.1
/** What fails is as a rule such a share of what is asked for: more of it would have been answered well. */
const mostAsked = 0.6
// That nobody asks for another page by chance.
const unlikely = 0.005
const leastOfStatuses = 0.1

/** Follows whether all pages fail, whoever asks for them. Redirects, and what is not there, say nothing of that. */
export function newPageAnswers() {
  const usual = new Map<string, number>()
  let total = 0
  let run: Run | null = null
  /** The last time that every page failed. */
  let past: EveryPage | null = null

  function seeGood(key: string) {
    if (usual.has(key) || usual.size < maxKeys) countOne(usual, key)
    total += 1
    if (!run) return
    run.answered += 1
    if (run.answered <= mostAnswered * run.failed) return
    past = isEvery(run) ? { ...summary(run), untilMs: run.lastMs } : past
    run = null
  }

  /** Whether the pages that fail are nearly all, or else nobody asks for the others any more. */
  function isEvery({ keys, visits }: Run): boolean {
    if (keys.size < leastKeys || visits.size < leastVisits || total === 0) return false
    const share = [...keys].reduce((sum, key) => sum + (usual.get(key) ?? 0), 0) / total
    return share >= mostAsked || share ** visits.size <= unlikely
  }

  function summary({ sinceMs, failed, between, statuses }: Run): EveryPage {
    const most = [...statuses]
      .filter(([, count]) => count >= leastOfStatuses * failed)
      .sort(([, a], [, b]) => b - a)
      .map(([status]) => status)
    return { sinceMs, untilMs: null, statuses: most, isNearly: between > 0 }
  }

  return {
    see({ key, status, visit, atMs }: PageAnswer) {
      if (status < 300 || status === 304) return seeGood(key)
      if (status < 500) return
      run ??= {
        ...{ sinceMs: atMs, lastMs: atMs, failed: 0, answered: 0, between: 0 },
        ...{ keys: new Set(), visits: new Set(), statuses: new Map() },
      }
      run.failed += 1
      run.lastMs = atMs
      run.between = run.answered
      if (run.keys.size < maxKeys) run.keys.add(key)
      if (run.visits.size < maxVisits) run.visits.add(visit)
      countOne(run.statuses, status)
    },
    /** The last time that every page failed; null before any. */
    everyPage: (): EveryPage | null => (run && isEvery(run) ? summary(run) : past),
  }
}
