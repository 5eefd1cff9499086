import type { StateTransition } from '@/lib/local/state-transition'
import { openStore, type Store } from '@/lib/local/store/store'
import type { Recipient } from '@/lib/monitoring'
import type { ActionData } from '@/lib/recipient'
import type { Message } from '../message'
import { startNotifier } from '../notifier'
import type { SendResult } from '../outcome'
import type { Sender } from '../sender'
import type { EvidenceOf } from '../words'
import { makeHistory, noteStateUpdate } from './changes'
import { attemptTimeoutMs, type fakeTime } from './fake-time'

export const webhook = (name: string): Recipient => ({
  name,
  kind: 'webhook',
  url: `https://${name}.example/hook`,
  private: false,
})

export const refused: SendResult = {
  ok: false,
  problem: { message: 'Nothing listens there.', remedy: 'Start it.' },
}

/** A notifier on its own store, whose recipients do what `behave` says. */
export async function openNotifier({
  path = ':memory:',
  names = ['ops'],
  kind = 'webhook',
  time,
  behave,
  wrap = (store) => store,
  existing,
  evidenceOf,
}: {
  path?: string
  /** A store that is already open and stays open. */
  existing?: Store
  names?: string[]
  /** Of every recipient. */
  kind?: Sender['kind']
  evidenceOf?: EvidenceOf
  time: ReturnType<typeof fakeTime>
  behave: (recipient: string, message: Message, signal: AbortSignal) => Promise<SendResult>
  wrap?: (store: Store) => Pick<Store, 'run' | 'query' | 'transaction'>
}) {
  const store = existing ?? (await openStore({ path }))
  await makeHistory(store)
  const logged: string[] = []
  const notifier = await startNotifier({
    store: wrap(store),
    recipients: names.map(webhook),
    clock: time.clock,
    pause: time.pause,
    random: () => 0,
    evidenceOf,
    publicUrl: 'https://watch.example',
    shop: 'the café',
    zone: 'Europe/Berlin',
    log: (text) => logged.push(text),
    senders: ({ name }): Sender => ({
      name,
      kind,
      address: `${name}.example`,
      timeoutMs: attemptTimeoutMs,
      send: (message, signal) => behave(name, message, signal),
    }),
  })
  return {
    store,
    notifier,
    logged,
    change: (...changes: StateTransition[]) =>
      store.transaction(async (session) => {
        for (const change of changes) {
          await noteStateUpdate(session, change)
          await notifier.queueNotifications(session, change)
        }
      }),
    /** History items of kind Action, oldest first. */
    async actionItems() {
      const { rows } = await store.query(
        `SELECT name, ts, summary, data FROM alarm_history_items WHERE kind = 'Action' ORDER BY id`,
      )
      return rows.map(([alarm, ts, summary, data]) => ({
        alarm,
        atMs: Number(ts),
        summary,
        data: JSON.parse(String(data)) as ActionData,
      }))
    },
    async close() {
      // Otherwise an attempt in progress waits for the clock.
      const closed = notifier.close()
      time.end(3_000)
      await closed
      if (!existing) await store.close()
    },
  }
}
