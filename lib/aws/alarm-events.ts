import type { AlarmHistoryItem } from '@aws-sdk/client-cloudwatch'
import * as z from 'zod'
import type { AlarmEvent } from '@/lib/alarms/alarm'
import { alarmStates } from '@/lib/alarms/state'
import { acknowledgedIn, areOfAcknowledgement } from './acknowledgements'
import { ruleShown } from './alarm-mutes'
import { changeOf } from './alarm-shape'

const action = z.object({
  actionState: z.string().optional(),
  notificationResource: z.string().optional(),
  error: z.string().nullish(),
  target: z.object({ name: z.string(), kind: z.string(), address: z.string() }).optional(),
})

/** The last part of an ARN. */
export const nameOfArn = (arn: string) => arn.split(':').at(-1) ?? arn

function notificationOf({
  Timestamp,
  HistorySummary = '',
  HistoryData = '',
}: AlarmHistoryItem): AlarmEvent[] {
  if (!Timestamp) return []
  const arn = /arn:\S+/.exec(HistorySummary)?.[0] ?? ''
  const read = action.safeParse(jsonOf(HistoryData))
  const data = read.success ? read.data : {}
  const hasFailed = /^fail/i.test(HistorySummary) || /^fail/i.test(data.actionState ?? '')
  const target = data.target
  return [
    {
      kind: hasFailed ? 'not notified' : 'notified',
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

const tagged = z.object({
  type: z.literal('Tag'),
  tags: z.array(z.object({ Key: z.string(), Value: z.string() })),
})
const untagged = z.object({ type: z.literal('Untag'), tagKeys: z.array(z.string()) })
const mutePut = z.object({
  type: z.literal('MutePut'),
  muteRule: z.object({ name: z.string(), toMs: z.number() }),
})
const muteEnded = z.object({ type: z.literal('MuteEnded') })
const heldBack = z.object({ type: z.literal('Muted'), state: z.enum(alarmStates) })
const done = z.discriminatedUnion('type', [tagged, untagged, mutePut, muteEnded, heldBack])

/** What a person did about an alarm, as the embedded engine writes it; null when it is something else. */
function doneIn(text: string, atMs: number): AlarmEvent | null {
  const read = done.safeParse(jsonOf(text))
  if (!read.success) return null
  const data = read.data
  switch (data.type) {
    case 'Tag': {
      const found = acknowledgedIn(data.tags)
      return found && { kind: 'acknowledged', ...found }
    }
    case 'Untag':
      return areOfAcknowledgement(data.tagKeys) ? { kind: 'not acknowledged', atMs } : null
    case 'MutePut': {
      const { name, toMs } = data.muteRule
      return { kind: 'muted', atMs, untilMs: toMs, rule: ruleShown(name) }
    }
    case 'MuteEnded':
      return { kind: 'mute ended', atMs }
    case 'Muted':
      return { kind: 'held back', atMs, state: data.state }
  }
}

/** What a history item reports; nothing when it cannot be read. */
export function eventOf(item: AlarmHistoryItem): AlarmEvent[] {
  if (item.HistoryItemType === 'StateUpdate')
    return changeOf(item).map((change) => ({ kind: 'changed', ...change }))
  if (item.HistoryItemType === 'Action') return notificationOf(item)
  const atMs = item.Timestamp?.getTime()
  if (atMs === undefined) return []
  return [
    doneIn(item.HistoryData ?? '', atMs) ?? {
      kind: 'configured',
      atMs,
      summary: item.HistorySummary ?? '',
    },
  ]
}
