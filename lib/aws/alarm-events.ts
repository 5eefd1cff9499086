import type { AlarmHistoryItem } from '@aws-sdk/client-cloudwatch'
import { z } from 'zod'
import type { AlarmEvent } from '@/lib/alarms/alarm'
import { changeOf } from './alarm-shape'

const action = z.object({
  actionState: z.string().optional(),
  notificationResource: z.string().optional(),
  error: z.string().nullish(),
  target: z.object({ name: z.string(), kind: z.string(), address: z.string() }).optional(),
})

/** What an ARN calls what it names. */
export const nameOfArn = (arn: string) => arn.split(':').at(-1) ?? arn

function notifiedOf({
  Timestamp,
  HistorySummary = '',
  HistoryData = '',
}: AlarmHistoryItem): AlarmEvent[] {
  if (!Timestamp) return []
  const arn = /arn:\S+/.exec(HistorySummary)?.[0] ?? ''
  const read = action.safeParse(jsonOf(HistoryData))
  const data = read.success ? read.data : {}
  const failed = /^fail/i.test(HistorySummary) || /^fail/i.test(data.actionState ?? '')
  const target = data.target
  return [
    {
      kind: failed ? 'not notified' : 'notified',
      atMs: Timestamp.getTime(),
      recipient: target
        ? `${target.name} (${target.kind})`
        : nameOfArn(data.notificationResource ?? arn),
      detail: data.error ?? target?.address ?? '',
    },
  ]
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}

/** The event of a history item; none when it cannot be read. */
export function eventOf(item: AlarmHistoryItem): AlarmEvent[] {
  if (item.HistoryItemType === 'StateUpdate')
    return changeOf(item).map((change) => ({ kind: 'changed', ...change }))
  if (item.HistoryItemType === 'Action') return notifiedOf(item)
  const atMs = item.Timestamp?.getTime()
  return atMs === undefined
    ? []
    : [{ kind: 'configured', atMs, summary: item.HistorySummary ?? '' }]
}
