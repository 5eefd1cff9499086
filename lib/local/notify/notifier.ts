import { randomUUID } from 'node:crypto'
import { counted } from '@/lib/format'
import { arnOfRecipient } from '@/lib/local/arn'
import type { StateTransition } from '@/lib/local/state-transition'
import type { Session } from '@/lib/local/store/duckdb'
import type { Recipient } from '@/lib/monitoring'
import type { RecipientStatus } from '@/lib/recipient'
import { newTester } from './attempt'
import { type DeliveryOptions, startDeliveryLoop } from './delivery-loop'
import { enqueue, outboxTables, statusOf } from './outbox'
import type { Problem } from './outcome'
import { giveUpUndeclared, recordAction } from './record-attempt'
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

/** Starts notifying recipients of state changes: each has its own loop, so that none delays another. */
export async function startNotifier(options: Options) {
  const { store, recipients, clock, pause, log, senders = senderOf } = options
  const { publicUrl, shop, zone } = options
  const byArn = new Map<string, Sender>()
  for (const recipient of recipients) {
    const arn = arnOfRecipient(recipient)
    if (!byArn.has(arn)) byArn.set(arn, senders(recipient, clock))
  }

  await store.run(outboxTables)
  const undeclared = await store.transaction((session) =>
    giveUpUndeclared(session, [...byArn.keys()], clock()),
  )
  if (undeclared > 0)
    log(
      `Gave up ${counted(undeclared, 'message')}: the site file no longer declares the recipient.`,
    )
  const loops = new Map(
    [...byArn].map(([arn, sender]) => [arn, startDeliveryLoop(arn, sender, options)]),
  )
  const ended = Promise.all([...loops.values()].map((loop) => loop.ended))

  return {
    async queueNotifications(session: Session, change: StateTransition) {
      for (const arn of new Set(change.actions)) {
        const loop = loops.get(arn)
        if (loop) {
          await enqueue(session, { arn, change, messageId: randomUUID() }, clock())
          // The loop waits for this transaction, as every writer does.
          loop.wake()
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
      return [...byArn].map(([arn, { name, kind, address }]) => {
        const { problem, againMs, ...rest } = found.get(arn) ?? noDelivery
        const why = problem === null ? null : (JSON.parse(problem) as Problem)
        return { name, kind, address, ...rest, problem: why && { ...why, againMs } }
      })
    },

    test: newTester([...byArn.values()], () => ({ publicUrl, shop, zone, nowMs: clock() }), pause),

    /** Waits briefly for attempts in progress; what is left in the outbox is sent after the next start. */
    async close() {
      for (const loop of loops.values()) loop.close()
      const closed = new AbortController()
      const cutOff = pause(closeMs, closed.signal).then(() => {
        for (const loop of loops.values()) loop.cutOff()
      })
      await Promise.race([ended, cutOff])
      await ended
      closed.abort()
    },
  }
}
