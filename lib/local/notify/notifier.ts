import { randomUUID } from 'node:crypto'
import { counted } from '@/lib/format'
import type { Pause } from '@/lib/local/pause'
import type { QueueNotifications } from '@/lib/local/state-transition'
import type { Store } from '@/lib/local/store/store'
import type { Recipient } from '@/lib/monitoring'
import type { RecipientStatus, TestOutcome } from '@/lib/recipient'
import { attemptTo } from './attempt'
import { messageOf } from './message'
import { type DueMessage, nextMessage } from './next-message'
import { enqueue, outboxTables, statusOf } from './outbox'
import type { Problem } from './outcome'
import { arnOfRecipient } from './recipient-arn'
import { giveUpUndeclared, recordAction, recordAttempt } from './record-attempt'
import { newTester } from './send-test'
import { type Sender, senderOf } from './sender'
import type { Setting } from './words'

export interface Notifier {
  queueNotifications: QueueNotifications
  status(): Promise<RecipientStatus[]>
  test(name: string): Promise<TestOutcome>
  /** Waits briefly for attempts in progress; what is left in the outbox is sent after the next start. */
  close(): Promise<void>
}

interface Options extends Setting {
  store: Pick<Store, 'run' | 'query' | 'transaction'>
  recipients: Recipient[]
  clock: () => number
  pause: Pause
  /** In [0, 1): the jitter of retries. */
  random?: () => number
  log: (text: string) => void
  senders?: (recipient: Recipient, clock: () => number) => Sender
}

// However late the next message is due, the clock is checked this often: the machine may have slept.
const maxSleepMs = 60_000
const storePauseMs = 5_000
const closeMs = 3_000

/** The delivery loop of one recipient. */
interface DeliveryLoop {
  arn: string
  sender: Sender
  /** Ends the pause. */
  wake: AbortController
  /** Ends the attempt in progress. */
  stop: AbortController
}

/** Starts notifying recipients of state changes: each has its own loop, so that none delays another. */
export async function startNotifier(options: Options): Promise<Notifier> {
  const { store, recipients, clock, pause, log, random = Math.random, senders = senderOf } = options
  const { publicUrl, shop, zone } = options
  const setting = () => ({ publicUrl, shop, zone, nowMs: clock() })
  const loops = new Map<string, DeliveryLoop>()
  for (const recipient of recipients) {
    const arn = arnOfRecipient(recipient)
    const [wake, stop] = [new AbortController(), new AbortController()]
    if (!loops.has(arn)) loops.set(arn, { arn, sender: senders(recipient, clock), wake, stop })
  }
  let closing = false

  await store.run(outboxTables)
  const undeclared = await store.transaction((session) =>
    giveUpUndeclared(session, [...loops.keys()], clock()),
  )
  if (undeclared > 0)
    log(
      `Gave up ${counted(undeclared, 'message')}: the site file no longer declares the recipient.`,
    )

  /** Retries until the store succeeds; undefined when the notifier is closed before. */
  async function insist<T>(loop: DeliveryLoop, work: () => Promise<T>): Promise<T | undefined> {
    for (let failures = 0; ; failures += 1) {
      try {
        return await work()
      } catch (error) {
        if (failures === 0)
          log(
            `Messages to ${loop.sender.name} are waiting for the store: ${error instanceof Error ? error.message : error}`,
          )
        if (closing) return undefined
        loop.wake = new AbortController()
        await pause(storePauseMs, loop.wake.signal)
      }
    }
  }

  const compose = ({ messageId, changes, now }: DueMessage) =>
    messageOf(messageId, changes, now, setting())

  async function deliver(loop: DeliveryLoop, message: DueMessage): Promise<void> {
    const { arn, sender } = loop
    loop.stop = new AbortController()
    const result = await attemptTo(sender, () => compose(message), pause, loop.stop)
    // Cut off by close(): whether it arrived is unknown, so it is sent again after the next start.
    if (closing && !result.ok && loop.stop.signal.aborted) return
    const attempt = { arn, sender, message, result, random: random() }
    const status = await insist(loop, () =>
      store.transaction((session) => recordAttempt(session, { ...attempt, nowMs: clock() })),
    )
    const problem = result.ok ? result.note : result.problem
    if (status === 'given up')
      log(`Gave up on a message to ${sender.name} after 7 days. ${problem?.message}`)
    else if (problem && message.attempts === 0)
      log(
        `A message to ${sender.name} ${result.ok ? 'was delivered only in part' : 'was not delivered and will be retried'}: ${problem.message} ${problem.remedy}`,
      )
  }

  async function run(loop: DeliveryLoop): Promise<void> {
    while (!closing) {
      loop.wake = new AbortController()
      const next = await insist(loop, () =>
        store.transaction((session) => nextMessage(session, loop.arn, clock())),
      )
      if (closing || !next) return
      if ('message' in next) await deliver(loop, next.message)
      else {
        const sleepMs = next.dueMs === null ? maxSleepMs : next.dueMs - clock()
        // Woken in the meantime, it does not pause at all.
        await pause(Math.min(Math.max(sleepMs, 0), maxSleepMs), loop.wake.signal)
      }
    }
  }
  const running = Promise.all([...loops.values()].map(run))

  return {
    async queueNotifications(session, change) {
      for (const arn of new Set(change.actions)) {
        const loop = loops.get(arn)
        if (loop) {
          await enqueue(session, { arn, change, messageId: randomUUID() }, clock())
          // The loop waits for this transaction, as every writer does.
          loop.wake.abort()
        } else {
          await recordAction(session, change.definition.AlarmName, clock(), {
            actionState: 'Failed',
            notificationResource: arn,
            stateUpdateTimestamp: change.atMs,
            error: 'No recipient in the site file has this ARN. Declare one or correct the action.',
          })
        }
      }
    },

    async status() {
      const found = await statusOf(store.query, clock())
      return [...loops.values()].map(({ arn, sender: { name, kind, address } }) => {
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
      [...loops.values()].map(({ sender }) => sender),
      setting,
      pause,
    ),

    async close() {
      closing = true
      for (const { wake } of loops.values()) wake.abort()
      const ended = new AbortController()
      const cutOff = pause(closeMs, ended.signal).then(() => {
        for (const { stop } of loops.values()) stop.abort()
      })
      await Promise.race([running, cutOff])
      await running
      ended.abort()
    },
  }
}
