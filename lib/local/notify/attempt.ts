import type { Pause } from '@/lib/local/pause'
import type { Message } from './message'
import { timedOut, unknownProblem } from './network-problem'
import type { SendResult } from './outcome'
import type { Sender } from './sender'

const graceMs = 2_000

/** One attempt, ended by its timeout whatever the sender does, or when `stop` aborts. Never throws. */
export async function attemptTo(
  { send, timeoutMs, address }: Sender,
  compose: () => Message,
  pause: Pause,
  stop = new AbortController(),
): Promise<SendResult> {
  const over = new AbortController()
  const late = async (): Promise<SendResult> => {
    await pause(timeoutMs, over.signal)
    if (!over.signal.aborted) stop.abort()
    await pause(graceMs, over.signal)
    return { ok: false, problem: timedOut(address) }
  }
  try {
    return await Promise.race([send(compose(), stop.signal), late()])
  } catch (error) {
    return { ok: false, problem: unknownProblem(error, address) }
  } finally {
    over.abort()
  }
}
