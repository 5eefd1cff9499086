import { runtime } from '@/lib/aws/runtime'
import type { EvidenceOf } from '@/lib/local/notify/words'
import { pause } from '@/lib/local/pause'
import { allClearOf, endedAt } from './all-clear'
import { evidenceOf, hasEvidence } from './evidence-of'
import { cacheMs } from './follow-shop'
import { followedShop, saidWithLog } from './read'

/** What is known now of the shop of this process, for a message about one of its alarms. */
export const alarmEvidence: EvidenceOf = async (alarm, { to, atMs }) => {
  const none = { lines: [] }
  if (!hasEvidence(alarm)) return none
  const { loading, now } = runtime()
  if (loading?.()?.done === false) return none
  const { follower, lagMs } = followedShop()
  // The minute that raised the alarm is looked at once its last lines have come.
  const waitMs = Math.min(atMs + lagMs + cacheMs - now(), lagMs + cacheMs)
  if (waitMs > 0) await pause(waitMs, new AbortController().signal)
  const report = saidWithLog(await follower.now())
  const lines = evidenceOf(alarm, to, report)
  if (to !== 'OK') return { lines }
  const ended = report.tone === 'calm' ? endedAt(follower.incidents() ?? [], atMs) : null
  if (!ended) return { lines, isTrouble: lines.length > 0 && report.tone === 'trouble' }
  const { timeZone: zone } = Intl.DateTimeFormat().resolvedOptions()
  return { lines: [...allClearOf(ended, { nowMs: now(), zone }), ...lines.slice(1)] }
}
