import { randomUUID } from 'node:crypto'
import type { Pause } from '@/lib/local/pause'
import type { TestOutcome } from '@/lib/recipient'
import { type Message, testMessageTo } from './message'
import { timedOut, unknownProblem } from './network-problem'
import type { SendResult } from './outcome'
import type { Sender } from './sender'
import type { Setting } from './words'

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

/** Sends test messages, at most one to each recipient in 5 seconds. */
export function newTester(
  senders: () => Sender[],
  setting: () => Setting & { nowMs: number },
  pause: Pause,
) {
  const tested = new Map<string, number>()

  async function test(
    key: string,
    sender: Sender,
    tooSoon: string,
    now = setting(),
  ): Promise<TestOutcome> {
    const lastMs = tested.get(key)
    if (lastMs !== undefined && Math.abs(now.nowMs - lastMs) < minIntervalMs)
      return {
        ok: false,
        reason: 'too-soon',
        message: tooSoon,
        remedy: `Wait ${minIntervalMs / 1000} seconds, then send another.`,
      }
    tested.set(key, now.nowMs)
    return sendTest(sender, now, pause)
  }

  return {
    async byName(name: string): Promise<TestOutcome> {
      const sender = senders().find((one) => one.name === name)
      if (sender)
        return test(`saved ${name}`, sender, `A test message was sent to ${name} just now.`)
      return {
        ok: false,
        reason: 'unknown-recipient',
        message: `There is no recipient named ${JSON.stringify(name)}.`,
        remedy: 'Choose one of the recipients that are set up.',
      }
    },
    /** To a recipient that is not saved; all of these together are one recipient. */
    unsaved(sender: Sender, shop = setting().shop): Promise<TestOutcome> {
      const now = { ...setting(), shop }
      return test('unsaved', sender, 'Another test message was sent just now.', now)
    },
  }
}
