import type { Pause } from '@/lib/local/pause'
import type { Store } from '@/lib/local/store/store'
import { attemptTo } from './attempt'
import { messageOf } from './message'
import { type DueMessage, nextMessage } from './next-message'
import { recordAttempt } from './record-attempt'
import { joinsRecoveries } from './recovery'
import type { Sender } from './sender'
import type { Evidence, EvidenceOf, Setting } from './words'

export interface DeliveryOptions extends Setting {
  store: Pick<Store, 'run' | 'query' | 'transaction'>
  clock: () => number
  pause: Pause
  /** Asked before each attempt: what a message says beside the alarm. */
  evidenceOf?: EvidenceOf
  /** In [0, 1): the jitter of retries. */
  random?: () => number
  log: (text: string) => void
}

// However late the next message is due, the clock is checked this often: the machine may have slept.
const maxSleepMs = 60_000
const storePauseMs = 5_000
// A message does not wait long for more words.
const evidenceMs = 15_000

/** Delivers the messages to one recipient, one after another, until it is closed. */
export function startDeliveryLoop(arn: string, sender: Sender, options: DeliveryOptions) {
  const { store, clock, pause, log, random = Math.random, publicUrl, shop, zone } = options
  const { evidenceOf } = options
  let closing = false
  let pausing = new AbortController()
  let attempting = new AbortController()
  const gathering = new AbortController()
  const attempts = { sent: 0, failed: 0 }

  /** Retries until the store succeeds; undefined when the loop is closed before. */
  async function insist<T>(work: () => Promise<T>): Promise<T | undefined> {
    for (let failures = 0; ; failures += 1) {
      try {
        return await work()
      } catch (error) {
        if (failures === 0)
          log(
            `Messages to ${sender.name} are waiting for the store: ${error instanceof Error ? error.message : error}`,
          )
        if (closing) return undefined
        pausing = new AbortController()
        await pause(storePauseMs, pausing.signal)
      }
    }
  }

  /** Without evidence a message says what the alarm says. */
  async function evidenceFor({ changes, also, now }: DueMessage): Promise<Evidence> {
    const newest = changes.at(-1) ?? changes[0]
    const none = (): Evidence => ({ lines: [] })
    if (!evidenceOf || now.state !== newest.to) return none()
    const raised = now.raisedMs === undefined ? {} : { raisedMs: now.raisedMs }
    const limit = new AbortController()
    const signal = AbortSignal.any([limit.signal, gathering.signal])
    const first = async (): Promise<Evidence> => {
      for (const change of [{ ...newest, ...raised }, ...also]) {
        const known = await evidenceOf(change.definition.AlarmName, change).catch(none)
        if (known.lines.length > 0) return known
      }
      return none()
    }
    const found = await Promise.race([first(), pause(evidenceMs, signal).then(none)])
    limit.abort()
    return found
  }

  async function deliver(message: DueMessage): Promise<void> {
    const { messageId, changes, also, now } = message
    const evidence = await evidenceFor(message)
    const compose = () =>
      messageOf(
        messageId,
        { changes, also, now },
        { publicUrl, shop, zone, evidence, nowMs: clock() },
      )
    attempting = new AbortController()
    const result = await attemptTo(sender, compose, pause, attempting)
    // Cut off by close(): whether it arrived is unknown, so it is sent again after the next start.
    if (closing && !result.ok && attempting.signal.aborted) return
    attempts[result.ok ? 'sent' : 'failed'] += 1
    const attempt = { arn, sender, message, result, random: random() }
    const status = await insist(() =>
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

  async function run(): Promise<void> {
    while (!closing) {
      pausing = new AbortController()
      const next = await insist(() =>
        store.transaction((session) =>
          nextMessage(session, { arn, joins: joinsRecoveries(sender) }, clock()),
        ),
      )
      if (closing || !next) return
      if ('message' in next) await deliver(next.message)
      else {
        const sleepMs = next.dueMs === null ? maxSleepMs : next.dueMs - clock()
        // Woken in the meantime, it does not pause at all.
        await pause(Math.min(Math.max(sleepMs, 0), maxSleepMs), pausing.signal)
      }
    }
  }

  return {
    ended: run(),
    /** How many attempts succeeded and failed. */
    attempts: () => ({ ...attempts }),
    /** Ends the pause, since a message may be due. */
    wake: () => pausing.abort(),
    /** Ends the attempt in progress. */
    cutOff: () => attempting.abort(),
    /** Ends the loop after the attempt in progress. */
    close() {
      closing = true
      pausing.abort()
      gathering.abort()
    },
  }
}
