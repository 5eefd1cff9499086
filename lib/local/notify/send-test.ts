import { randomUUID } from 'node:crypto'
import type { Pause } from '@/lib/local/pause'
import type { TestOutcome } from '@/lib/target'
import { attemptTo } from './attempt'
import { testMessageTo } from './message'
import type { Sender } from './sender'
import type { Setting } from './words'

/** Sends a test message at once and says what became of it. */
export async function sendTest(
  sender: Sender,
  setting: Setting & { nowMs: number },
  pause: Pause,
): Promise<TestOutcome> {
  const compose = () => testMessageTo(sender.name, randomUUID(), setting)
  const sent = await attemptTo(sender, compose, pause)
  const problem = sent.ok ? sent.note : sent.problem
  return problem ? { ok: false, reason: 'not-delivered', ...problem } : { ok: true }
}
