import { minuteMs } from '@/lib/time'
import { readQuery } from './read'
import { runtime } from './runtime'

/** Lines of a minute are there so long after it, as a rule: files are looked at each second. */
export const settledMs = 2_000
/** What nobody has asked for this long is not asked for them. */
const wantedMs = 90_000

/** The questions that viewers have asked of late, the latest first; forgets the others. */
function wanted() {
  const { askedOfLate, now } = runtime()
  for (const [key, { atMs }] of askedOfLate ?? [])
    if (now() - atMs > wantedMs) askedOfLate?.delete(key)
  return [...(askedOfLate?.values() ?? [])].reverse()
}

/**
 * Asks, when a minute has ended, what open pages are about to ask of it, so that nobody waits for the first
 * answer. Only where the engine is in this process: elsewhere each question has its price.
 */
export function startAskingAgain(everyMs = minuteMs) {
  let timer: ReturnType<typeof setTimeout>
  let stopped = false
  const plan = () => {
    const nowMs = Date.now()
    const nextMs = Math.floor((nowMs - settledMs) / everyMs + 1) * everyMs + settledMs
    timer = setTimeout(() => void ask(), nextMs - nowMs)
    timer.unref()
  }
  async function ask(): Promise<void> {
    const { now, localEngine } = runtime()
    if (!localEngine) return
    for (const { name, view, period } of wanted()) {
      if (stopped) return
      // One after another: whoever asks meanwhile is not kept waiting by all of them.
      // What fails is told to whoever asks.
      await readQuery(name, view, { nowMs: now(), period, isForNobody: true }).catch(() => null)
    }
    if (!stopped) plan()
  }
  plan()
  return {
    ask,
    stop: () => {
      stopped = true
      clearTimeout(timer)
    },
  }
}
