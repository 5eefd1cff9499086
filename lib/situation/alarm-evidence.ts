import { runtime } from '@/lib/aws/runtime'
import type { EvidenceOf } from '@/lib/local/notify/words'
import { pause } from '@/lib/local/pause'
import { evidenceOf, hasEvidence } from './evidence-of'
import { cacheMs } from './follow-shop'
import { followedShop } from './read'

/** What is known now of the shop of this process, for a message about one of its alarms. */
export const alarmEvidence: EvidenceOf = async (alarm, { to, atMs }) => {
  if (!hasEvidence(alarm)) return []
  const { loading, now } = runtime()
  if (loading?.()?.done === false) return []
  const { follower, lagMs } = followedShop()
  // The minute that raised the alarm is looked at once its last lines have come.
  const waitMs = Math.min(atMs + lagMs + cacheMs - now(), lagMs + cacheMs)
  if (waitMs > 0) await pause(waitMs, new AbortController().signal)
  return evidenceOf(alarm, to, (await follower.now()).report)
}
