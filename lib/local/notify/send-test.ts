import { randomUUID } from 'node:crypto'
import type { Pause } from '@/lib/local/pause'
import type { TestOutcome } from '@/lib/recipient'
import { attemptTo } from './attempt'
import { testMessageTo } from './message'
import type { Sender } from './sender'
import type { Setting } from './words'

const minIntervalMs = 5_000

/** Sends a test message at once, bypassing the outbox. */
export async function sendTest(
  sender: Sender,
  setting: Setting & { nowMs: number },
  pause: Pause,
): Promise<TestOutcome> {
  const compose = () => testMessageTo(sender.name, randomUUID(), setting)
  const result = await attemptTo(sender, compose, pause)
  const problem = result.ok ? result.note : result.problem
  return problem ? { ok: false, reason: 'not-delivered', ...problem } : { ok: true }
}

/** Sends test messages by recipient name, at most one to each in 5 seconds. */
export function newTester(
  senders: Sender[],
  setting: () => Setting & { nowMs: number },
  pause: Pause,
): (name: string) => Promise<TestOutcome> {
  const tested = new Map<string, number>()
  return async (name) => {
    const sender = senders.find((one) => one.name === name)
    if (!sender)
      return {
        ok: false,
        reason: 'unknown-recipient',
        message: `There is no recipient named ${JSON.stringify(name)}.`,
        remedy: 'Choose a recipient declared in the site file.',
      }
    const now = setting()
    const lastMs = tested.get(name)
    if (lastMs !== undefined && Math.abs(now.nowMs - lastMs) < minIntervalMs)
      return {
        ok: false,
        reason: 'too-soon',
        message: `A test message was sent to ${name} just now.`,
        remedy: `Wait ${minIntervalMs / 1000} seconds, then send another.`,
      }
    tested.set(name, now.nowMs)
    return sendTest(sender, now, pause)
  }
}
