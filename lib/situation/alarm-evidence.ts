import { runtime } from '@/lib/aws/runtime'
import type { EvidenceOf } from '@/lib/local/notify/words'
import { pause } from '@/lib/local/pause'
import { endedWith, raisedBy } from './alarm-incident'
import { allClearOf, pastOf } from './all-clear'
import { evidenceOf, hasEvidence } from './evidence-of'
import { cacheMs } from './follow-shop'
import { followedShop, saidWithLog } from './read'

/** What is known now of the shop of this process, for a message about one of its alarms. */
export const alarmEvidence: EvidenceOf = async (alarm, { to, atMs, raisedMs }) => {
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
  const incidents = follower.incidents() ?? []
  const { timeZone: zone } = Intl.DateTimeFormat().resolvedOptions()
  const clock = { nowMs: now(), zone }
  if (to === 'ALARM') {
    const its = raisedBy(alarm, incidents, atMs)
    return { lines: its && its.untilMs !== null ? pastOf(its, report, clock) : lines }
  }
  if (to !== 'OK') return { lines }
  const ended = report.tone === 'calm' ? endedWith(alarm, incidents, { atMs, raisedMs }) : null
  if (!ended) return { lines, isTrouble: lines.length > 0 && report.tone === 'trouble' }
  return { lines: [...allClearOf(ended, clock), ...lines.slice(1)] }
}
