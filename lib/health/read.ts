import { access } from '@/lib/access/access'
import { readArchive } from '@/lib/aws/local-engine'
import { nowMs, readQuery, readSource } from '@/lib/aws/read'
import { settleWithin } from '@/lib/settle'
import { readSituation } from '@/lib/situation/read'
import { noticeText } from '@/lib/source'
import { type Evidence, reasonsOf } from './reasons'
import { healthOf } from './state'

const loadingLimitMs = 100
// Logs Insights on AWS takes some seconds; a person who waits has given up by then.
const queryLimitMs = 30_000

async function askQuery(now: number, signal: AbortSignal): Promise<Evidence['query']> {
  const asked = readQuery('totals', { range: '15m' }, { nowMs: now, signal })
  const { reading } = await settleWithin(queryLimitMs, { reading: asked })
  signal.throwIfAborted()
  if (!reading) return 'late'
  return reading.ok ? 'answered' : reading.failure
}

/** Whether this process does its work: a query was answered just now, not only that the server is up. */
export async function readHealth(signal: AbortSignal) {
  const now = nowMs()
  const source = await readSource({ nowMs: now })
  const isLoading = source.loading?.done === false
  // While the log is being read, the engine has more to do, and no query has its answer yet.
  const limitMs = isLoading ? loadingLimitMs : queryLimitMs
  const [query, { archive, situation }] = await Promise.all([
    isLoading ? null : askQuery(now, signal),
    settleWithin(limitMs, { archive: readArchive(), situation: readSituation() }),
  ])
  const { problem, audit } = access()
  const evidence = { nowMs: now, source, query, situation, access: problem() ?? audit.problem() }
  const reasons = reasonsOf(evidence)
  const { state, files, totals } = healthOf(source, isLoading || query === 'answered')
  const ok = reasons.length === 0
  const iso = (ms: number) => new Date(ms).toISOString()
  const reported = source.notices
    .filter(({ isFailing }) => !isFailing)
    .map((notice) => `${noticeText(notice, iso)} ${notice.remedy}`)
  return {
    ok,
    // A log that can be read and understood is not all of it.
    state: ok || state === 'unreadable' || state === 'notUnderstood' ? state : 'failing',
    reasons,
    problems: [...reasons, ...reported],
    files,
    totals,
    source,
    archive: archive?.ok ? archive.archive : null,
    asOfMs: now,
  } as const
}
