import { randomUUID } from 'node:crypto'
import type { Pause } from '@/lib/local/pause'
import type { Announce } from '@/lib/local/state-transition'
import type { Store } from '@/lib/local/store/store'
import type { Recipient } from '@/lib/monitoring'
import type { RecipientStatus, TestOutcome } from '@/lib/recipient'
import { attemptTo } from './attempt'
import { giveUpUndeclared, mark, noteTelling } from './mark'
import { messageOf } from './message'
import { enqueue, outboxTables, statusOf } from './outbox'
import type { Problem } from './outcome'
import { newTester } from './send-test'
import { type Sender, senderOf } from './sender'
import { type Taken, takeNext } from './take'
import { arnOfRecipient } from './recipient-arn'
import type { Setting } from './words'

export interface Notifier {
  announce: Announce
  status(): Promise<RecipientStatus[]>
  test(name: string): Promise<TestOutcome>
  /** Waits a little for what is on its way; what waits in the outbox goes out after the next start. */
  close(): Promise<void>
}

interface Options extends Setting {
  store: Pick<Store, 'run' | 'query' | 'transaction'>
  recipients: Recipient[]
  clock: () => number
  pause: Pause
  /** In [0, 1): spreads the attempts. */
  random?: () => number
  say: (text: string) => void
  senders?: (recipient: Recipient, clock: () => number) => Sender
}

// The clock is looked at again so often, whatever is due: a machine may have slept.
const longestSleepMs = 60_000
const storePauseMs = 5_000
const closeMs = 3_000

/** One recipient and its loop. */
interface Line {
  arn: string
  sender: Sender
  /** Ends the loop's pause. */
  woken: AbortController
  /** Ends the attempt that is on its way. */
  stop: AbortController
}

/** Starts telling recipients of state changes: each has a loop of its own, so that none waits for another. */
export async function startNotifier(options: Options): Promise<Notifier> {
  const { store, recipients, clock, pause, say, random = Math.random, senders = senderOf } = options
  const { publicUrl, shop, zone } = options
  const setting = () => ({ publicUrl, shop, zone, nowMs: clock() })
  const lines = new Map<string, Line>()
  for (const recipient of recipients) {
    const arn = arnOfRecipient(recipient)
    const [woken, stop] = [new AbortController(), new AbortController()]
    if (!lines.has(arn)) lines.set(arn, { arn, sender: senders(recipient, clock), woken, stop })
  }
  let closing = false

  await store.run(outboxTables)
  const undeclared = await store.transaction((session) =>
    giveUpUndeclared(session, [...lines.keys()], clock()),
  )
  if (undeclared > 0)
    say(
      `${undeclared} messages were given up: the site file does not declare their recipients any more.`,
    )

  /** Goes on until the store does it; undefined when that was not before the end. */
  async function insist<T>(line: Line, work: () => Promise<T>): Promise<T | undefined> {
    for (let failures = 0; ; failures += 1) {
      try {
        return await work()
      } catch (error) {
        if (failures === 0)
          say(
            `Messages to ${line.sender.name} wait for the store: ${error instanceof Error ? error.message : error}`,
          )
        if (closing) return undefined
        line.woken = new AbortController()
        await pause(storePauseMs, line.woken.signal)
      }
    }
  }

  const compose = ({ messageId, changes, now }: Taken) =>
    messageOf(messageId, changes, now, setting())

  async function deliver(line: Line, taken: Taken): Promise<void> {
    const { arn, sender } = line
    line.stop = new AbortController()
    const sent = await attemptTo(sender, () => compose(taken), pause, line.stop)
    // Cut off by the end: whether it arrived is not known, and it goes out again after the next start.
    if (closing && !sent.ok && line.stop.signal.aborted) return
    const attempt = { arn, sender, taken, sent, random: random() }
    const became = await insist(line, () =>
      store.transaction((session) => mark(session, { ...attempt, nowMs: clock() })),
    )
    const problem = sent.ok ? sent.note : sent.problem
    if (became === 'given up')
      say(`A message to ${sender.name} is given up after 7 days. ${problem?.message}`)
    else if (problem && taken.attempts === 0)
      say(
        `A message to ${sender.name} ${sent.ok ? 'was not taken by all' : 'waits, and is tried again'}: ${problem.message} ${problem.remedy}`,
      )
  }

  async function run(line: Line): Promise<void> {
    while (!closing) {
      line.woken = new AbortController()
      const next = await insist(line, () =>
        store.transaction((session) => takeNext(session, line.arn, clock())),
      )
      if (closing || !next) return
      if ('taken' in next) await deliver(line, next.taken)
      else {
        const sleepMs = next.dueMs === null ? longestSleepMs : next.dueMs - clock()
        // Woken meanwhile, it does not pause at all.
        await pause(Math.min(Math.max(sleepMs, 0), longestSleepMs), line.woken.signal)
      }
    }
  }
  const running = Promise.all([...lines.values()].map(run))

  return {
    async announce(session, change) {
      for (const arn of new Set(change.actions)) {
        const line = lines.get(arn)
        if (line) {
          await enqueue(session, { arn, change, messageId: randomUUID() }, clock())
          // Its loop waits for this transaction, as every writer does.
          line.woken.abort()
        } else {
          await noteTelling(session, change.definition.AlarmName, clock(), {
            actionState: 'Failed',
            notificationResource: arn,
            stateUpdateTimestamp: change.atMs,
            error: 'No recipient of the site file has this ARN. Declare one, or correct the action.',
          })
        }
      }
    },

    async status() {
      const found = await statusOf(store.query, clock())
      return [...lines.values()].map(({ arn, sender: { name, kind, address } }) => {
        const {
          problem,
          againMs = 0,
          ...rest
        } = found.get(arn) ?? {
          deliveredMs: null,
          waiting: 0,
          waitingSinceMs: null,
          givenUp: 0,
          problem: null,
        }
        const why = problem === null ? null : (JSON.parse(problem) as Problem)
        return { name, kind, address, ...rest, problem: why && { ...why, againMs } }
      })
    },

    test: newTester(
      [...lines.values()].map(({ sender }) => sender),
      setting,
      pause,
    ),

    async close() {
      closing = true
      for (const { woken } of lines.values()) woken.abort()
      const ended = new AbortController()
      const cutOff = pause(closeMs, ended.signal).then(() => {
        for (const { stop } of lines.values()) stop.abort()
      })
      await Promise.race([running, cutOff])
      await running
      ended.abort()
    },
  }
}
