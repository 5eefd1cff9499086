import * as z from 'zod'
import { account } from '@/lib/local/arn'
import { invalidParameter, notFound } from '@/lib/local/aws-error'
import type { EngineContext } from '@/lib/local/context'
import { read, text, whole } from '@/lib/local/input'
import { format } from '@/lib/local/insights/format'
import { minuteMs } from '@/lib/time'
import { namedGroup, nameOrIdentifier } from './named-group'

/** What a pointer points to: "account:group id", as rows carry it in @ptr. */
function readPointer(pointer: string): { group: string; id: number } {
  const [, group, id] = /^\d+:(\S+) (\d{1,15})$/.exec(
    Buffer.from(pointer, 'base64url').toString(),
  ) ?? ['']
  if (group === undefined) throw invalidParameter('The specified logRecordPointer is invalid.')
  return { group, id: Number(id) }
}

const record = z.object({ logRecordPointer: text(1, 4096), unmask: z.boolean().optional() })

export async function getLogRecord({ store }: EngineContext, input: unknown) {
  const { logRecordPointer } = read(record, input)
  const { group, id } = readPointer(logRecordPointer)
  const gone = notFound('The specified log record does not exist.')
  if (!store.hasLogGroup(group)) throw gone
  const { fields, field, from } = store.source([group])
  const stored = fields.map((name) => field(name) ?? 'NULL')
  const { rows } = await store.query(
    `SELECT ${['ts', 'ingested', 'stream', 'message', 'other_fields', ...stored].join(', ')} FROM ${from} WHERE id = $1`,
    [id],
  )
  const [row] = rows
  if (!row) throw gone
  const [ts = null, ingested = null, stream = null, message = null, others = null, ...values] = row
  const found = new Map<string, string>(Object.entries(JSON.parse(String(others ?? '{}'))))
  fields.forEach((name, at) => {
    const value = values[at] ?? null
    if (value !== null) found.set(name, String(value))
  })
  return {
    logRecord: {
      ...Object.fromEntries(found),
      '@timestamp': format(ts, 'timestamp'),
      '@ingestionTime': format(ingested, 'timestamp'),
      '@log': `${account}:${group}`,
      '@logStream': String(stream),
      '@message': String(message),
      '@ptr': logRecordPointer,
    },
  }
}

const aroundMs = 8 * minuteMs
const recentMs = 15 * minuteMs
const always = ['@ingestionTime', '@log', '@logStream', '@message', '@timestamp']

const groupFields = z.object({
  ...nameOrIdentifier,
  /** Epoch seconds. */
  time: whole(0).optional(),
})

export async function getLogGroupFields({ store, clock }: EngineContext, input: unknown) {
  const { time, ...named } = read(groupFields, input)
  const group = namedGroup(store, named)
  const [fromMs, toMs] =
    time === undefined
      ? [clock() - recentMs, clock()]
      : [time * 1000 - aroundMs, time * 1000 + aroundMs]
  const { fields, field, from, hasOthers } = store.source([group])
  const counts = fields.map((name) => `, count(${field(name) ?? 'NULL'})`)
  const { rows } = await store.query(
    `SELECT count(*)${counts.join('')} FROM ${from} WHERE ts BETWEEN $1 AND $2`,
    [fromMs, toMs],
  )
  const [events = 0, ...present] = (rows[0] ?? []).map(Number)
  if (events === 0) return { logGroupFields: [] }
  const found = fields.map((name, at) => ({ name, count: present[at] ?? 0 }))
  if (hasOthers) {
    const others = await store.query(
      `SELECT name, count(*) FROM (SELECT unnest(json_keys(other_fields)) AS name FROM ${from} WHERE ts BETWEEN $1 AND $2) GROUP BY name`,
      [fromMs, toMs],
    )
    for (const [name, count] of others.rows)
      found.push({ name: String(name), count: Number(count) })
  }
  return {
    logGroupFields: [...always.map((name) => ({ name, count: events })), ...found]
      .filter(({ count }) => count > 0)
      .sort((a, b) => b.count - a.count || (a.name < b.name ? -1 : 1))
      .map(({ name, count }) => ({
        name,
        percent: Math.max(1, Math.round((count / events) * 100)),
      })),
  }
}
