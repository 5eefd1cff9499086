import { randomUUID } from 'node:crypto'
import { counted } from '@/lib/format'
import { arnOfRecipient } from '@/lib/local/arn'
import type { StateTransition } from '@/lib/local/state-transition'
import type { Session } from '@/lib/local/store/duckdb'
import type { Recipient } from '@/lib/monitoring'
import type { RecipientStatus } from '@/lib/recipient'
import { isAllClearFor } from './all-clear'
import { newTester } from './attempt'
import { type DeliveryOptions, startDeliveryLoop } from './delivery-loop'
import { enqueue, outboxTables, statusOf } from './outbox'
import type { Problem } from './outcome'
import { giveUpUndeclared, makeDue, recordAction } from './record-attempt'
import { isOtherRaised, joinsRecoveries, recoveryMs } from './recovery'
import { type Sender, senderOf } from './sender'

export type Notifier = Awaited<ReturnType<typeof startNotifier>>

interface Options extends DeliveryOptions {
  recipients: Recipient[]
  senders?: (recipient: Recipient, clock: () => number) => Sender
}

const closeMs = 3_000
const noDelivery = {
  deliveredMs: null,
  waiting: 0,
  waitingSinceMs: null,
  givenUp: 0,
  problem: null,
  againMs: 0,
}

interface Running {
  /** What its loop was started with. */
  started: string
  sender: Sender
  loop: ReturnType<typeof startDeliveryLoop>
}

/** Starts notifying recipients of state changes: each has its own loop, so that none delays another. */
export async function startNotifier(options: Options) {
  const { store, clock, pause, log, senders = senderOf, publicUrl, zone } = options
  const running = new Map<string, Running>()
  let { shop } = options

  /** Waits briefly for attempts in progress; what is left in the outbox is sent by the next loop. */
  async function end(loops: Running['loop'][]) {
    for (const loop of loops) loop.close()
    const ended = Promise.all(loops.map((loop) => loop.ended))
    const closed = new AbortController()
    const cutOff = pause(closeMs, closed.signal).then(() => {
      for (const loop of loops) loop.cutOff()
    })
    await Promise.race([ended, cutOff])
    await ended
    closed.abort()
  }

  async function setRecipients(recipients: readonly Recipient[], shopName = shop) {
    shop = shopName
    const wanted = new Map<string, Recipient>()
    for (const recipient of recipients) {
      const arn = arnOfRecipient(recipient)
      if (!wanted.has(arn)) wanted.set(arn, recipient)
    }
    const startedOf = (arn: string) => JSON.stringify([wanted.get(arn), shop])
    const changed = [...running].filter(([arn, { started }]) => started !== startedOf(arn))
    const gone = changed.filter(([arn]) => !wanted.has(arn))
    // From now on nothing is queued for them.
    for (const [arn] of gone) running.delete(arn)
    const undeclared = await store
      .transaction(async (session) => {
        for (const [arn] of changed) await makeDue(session, arn, clock())
        return giveUpUndeclared(session, [...wanted.keys()], clock())
      })
      .catch((error) => {
        for (const [arn, one] of gone) running.set(arn, one)
        throw error
      })
    if (undeclared > 0)
      log(
        `Gave up ${counted(undeclared, 'message')}: the site file no longer declares the recipient.`,
      )
    // What is on its way to a changed recipient is not sent to it twice.
    await end(changed.map(([, { loop }]) => loop))
    const before = new Map(running)
    running.clear()
    for (const [arn, recipient] of wanted) {
      const started = startedOf(arn)
      const same = before.get(arn)
      if (same?.started === started) {
        running.set(arn, same)
        continue
      }
      const sender = senders(recipient, clock)
      const loop = startDeliveryLoop(arn, sender, { ...options, shop })
      running.set(arn, { started, sender, loop })
    }
  }

  await store.run(outboxTables)
  await setRecipients(options.recipients)
  const tester = newTester(
    () => [...running.values()].map(({ sender }) => sender),
    () => ({ publicUrl, shop, zone, nowMs: clock() }),
    pause,
  )

  return {
    async queueNotifications(session: Session, change: StateTransition) {
      for (const arn of new Set(change.actions)) {
        const one = running.get(arn)
        if (one) {
          const ends = change.to === 'OK'
          if (ends && !(await isAllClearFor(session, arn, change))) continue
          const waits =
            ends && joinsRecoveries(one.sender) && (await isOtherRaised(session, arn, change))
          const holdMs = waits ? recoveryMs : 0
          await enqueue(session, { arn, change, messageId: randomUUID(), holdMs }, clock())
          // The loop waits for this transaction, as every writer does.
          one.loop.wake()
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

    async status(): Promise<RecipientStatus[]> {
      const found = await statusOf(store.query, clock())
      return [...running].map(
        ([
          arn,
          {
            sender: { name, kind, address },
          },
        ]) => {
          const { problem, againMs, ...rest } = found.get(arn) ?? noDelivery
          const why = problem === null ? null : (JSON.parse(problem) as Problem)
          return { name, kind, address, ...rest, problem: why && { ...why, againMs } }
        },
      )
    },

    /** Since the start; of a recipient that was changed, since then. */
    attempts: () =>
      [...running.values()].map(({ sender, loop }) => ({ name: sender.name, ...loop.attempts() })),

    /** Notifies these recipients from now on, in the name of this shop. */
    setRecipients,
    test: tester.byName,
    testUnsaved: (recipient: Recipient, shopName?: string) =>
      tester.unsaved(senders(recipient, clock), shopName),

    /** What is left in the outbox is sent after the next start. */
    close: () => end([...running.values()].map(({ loop }) => loop)),
  }
}
