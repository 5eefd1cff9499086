import { readFileSync } from 'node:fs'
import { fieldsOfEvent } from '@/lib/access-log/service-fields'
import { batchOf } from '@/lib/local/store/batch'
import { openStore, type Store } from '@/lib/local/store/store'

export const cafeNowMs = Date.parse('2026-03-02T10:10:00Z')
export const cafeWindow = {
  startMs: cafeNowMs - 3_600_000,
  endMs: cafeNowMs,
  nowMs: cafeNowMs,
}

/** Adds events, one a line; each is of its own `time`, or of that of the line before. */
export async function addLines(store: Store, group: string, lines: string[]): Promise<void> {
  await store.createLogGroup(group, 0)
  await store.createLogStream(group, 'access_log', 0)
  let timestampMs = cafeNowMs
  const events = lines.map((message) => {
    const fields = fieldsOfEvent(message)
    if (fields?.time) timestampMs = Date.parse(fields.time)
    return { timestampMs, message, fields }
  })
  await store.append(group, 'access_log', batchOf(events), { ingestedMs: cafeNowMs })
}

export const addTable = (store: Store, name: string, fields: string[], rows: string[][]) =>
  store.lookupTables.put({ name, description: null, fields, rows, body: '', nowMs: 0 })

const orders = [
  { time: '2026-03-02T09:58:41Z', ip: '198.51.100.7', total: 12.5, items: ['espresso', 'cake'] },
  { time: '2026-03-02T09:59:02Z', ip: '203.0.113.20', total: 4, items: ['tea'] },
  { time: '2026-03-02T10:03:00Z', ip: '192.0.2.1', total: '7.25', items: [] },
]

/** A store in memory: cafe.log in apache/access, some orders in shop/orders, and two lookup tables. */
export async function openCafe(): Promise<Store> {
  const store = await openStore({ path: ':memory:' })
  const log = readFileSync(new URL('./cafe.log', import.meta.url), 'utf8')
  await addLines(store, 'apache/access', log.trimEnd().split('\n'))
  await addLines(store, 'shop/orders', orders.map((order) => JSON.stringify(order)))
  await addTable(store, 'pages', ['path', 'title', 'rank'], [
    ['/cafe', 'Welcome', '1'],
    ['/cafe/menu.php', 'Menu', '2'],
    ['/cafe/menu.php', 'never the second', '3'],
  ])
  await addTable(store, 'networks', ['cidr', 'owner'], [
    ['0.0.0.0/0', 'the internet'],
    ['203.0.113.0/24', 'documentation'],
    ['203.0.113.16/28', 'a part of it'],
    ['198.51.100.7', 'one visitor'],
    ['2001:db8::/33', 'version six'],
    ['not a network', 'nobody'],
  ])
  return store
}
