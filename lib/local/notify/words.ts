import * as z from 'zod'
import { signOf } from '@/lib/alarms/comparison'
import { reasonInZone } from '@/lib/alarms/reason-in-zone'
import { clock, duration, moment } from '@/lib/format'
import { jsonIn } from '@/lib/local/json'
import type { StateTransition } from '@/lib/local/state-transition'
import { visible } from '@/lib/visible'
import { readDefinition } from './definition'

/** What every message says besides the change. */
export interface Setting {
  publicUrl: string
  /** The name of the watched shop; empty when nobody has said it. */
  shop: string
  /** The server’s time zone, such as Europe/Berlin. */
  zone: string
}

/** The state of an alarm, and since when. */
export interface CurrentState {
  state: StateTransition['to']
  sinceMs: number
  /** Of one that is OK: since when it was in ALARM before; left out where that is not known. */
  raisedMs?: number
}

/** What a message is about. */
export interface Told {
  /** Of one alarm, oldest first. */
  changes: [StateTransition, ...StateTransition[]]
  /** Other alarms that are OK again, each with its change. */
  also?: readonly StateTransition[]
  now: CurrentState
}

export interface Words {
  /** One line. */
  subject: string
  lines: string[]
}

/** What is known beside the alarm. */
export interface Evidence {
  /** Sentences; none when nothing is known. */
  lines: readonly string[]
  /** The alarm is OK, but what it belongs to is in trouble. */
  isTrouble?: boolean
}

/** Finds it at the moment at which a message is written. */
export type EvidenceOf = (
  alarm: string,
  change: Pick<StateTransition, 'to' | 'atMs'> & Pick<CurrentState, 'raisedMs'>,
) => Promise<Evidence>

const maxEvidenceLines = 10
const maxEvidenceLength = 400

/** A text of so many characters at most; none is cut in two. */
export function cutAt(text: string, maxLength: number): string {
  const signs = [...text]
  return signs.length > maxLength ? `${signs.slice(0, maxLength - 1).join('')}…` : text
}

/** Words with parts of log lines in them, as plain text of bounded length. */
export const plainEvidence = ({ lines }: Evidence): string[] =>
  lines.slice(0, maxEvidenceLines).map((line) => cutAt(visible(line), maxEvidenceLength))

const stateWords = { ALARM: 'in ALARM', OK: 'OK', INSUFFICIENT_DATA: 'in INSUFFICIENT_DATA' }
const maxChanges = 50

const measurement = z.object({ recentDatapoints: z.array(z.unknown()) })

function newestDatapoint(reasonData: string | null): number | null {
  const { data } = measurement.safeParse(jsonIn(reasonData ?? ''))
  return data?.recentDatapoints.findLast((value) => typeof value === 'number') ?? null
}

/** The newest datapoint and the threshold, or the rule. */
function measured(change: StateTransition): string[] {
  const alarm = readDefinition(change.definition)
  if (alarm.AlarmRule !== undefined) {
    const children = change.triggeringChildren?.map(
      ({ arn, state }) => `${arn.replace(/^arn:.*?:alarm:/, '')} is ${stateWords[state]}`,
    )
    return [
      `Rule: ${alarm.AlarmRule}`,
      ...(children?.length ? [`Because: ${children.join('; ')}`] : []),
    ]
  }
  if (alarm.Threshold === undefined) return []
  const evaluated = alarm.Metrics?.find(({ ReturnData }) => ReturnData)
  const what = alarm.Metrics
    ? (evaluated?.Label ?? evaluated?.Expression ?? evaluated?.Id ?? 'the expression')
    : `${alarm.Statistic ?? alarm.ExtendedStatistic ?? ''} of ${alarm.MetricName}, ${alarm.Period} s`
  const threshold = `${signOf(alarm.ComparisonOperator ?? '') ?? ''} ${alarm.Threshold}`.trim()
  const value = newestDatapoint(change.reasonData)
  return [
    value === null
      ? `Alarm when: ${threshold} (${what})`
      : `Measured: ${shortly(value)} (${what}); alarm when ${threshold}`,
  ]
}

const shortly = (value: number) => (Number.isInteger(value) ? value : Number(value.toPrecision(6)))

/** A shop whose name nobody has said has none. */
const shopLines = (shop: string) => (shop === '' ? [] : [`Shop: ${shop}`])

const times = (count: number) => (count === 1 ? 'once' : `${count} times`)

type At = (ms: number) => string

/** How long an alarm that is OK was in ALARM. */
const lasted = ({ state, sinceMs, raisedMs }: CurrentState, at: At) =>
  state === 'OK' && raisedMs !== undefined
    ? [
        `It was in ALARM for ${duration(sinceMs - raisedMs)}, from ${at(raisedMs)} to ${at(sinceMs)}`,
      ]
    : []

const nameOf = ({ definition }: StateTransition) => visible(definition.AlarmName)

/** "Orders-Low and Orders-Stopped are OK since 10:05", or of one alarm alone. */
function currentOf(changed: readonly StateTransition[], { state, sinceMs }: CurrentState, at: At) {
  const names = changed.map(nameOf)
  const [last = ''] = names.splice(-1)
  const who = names.length === 0 ? `${last} is` : `${names.join(', ')} and ${last} are`
  return `${who} ${stateWords[state]} since ${at(sinceMs)}`
}

/**
 * The text about one change, or several that were folded into one message, oldest first. All of it is
 * plain text without control characters.
 */
export function wordsOf(
  { changes, also = [], now }: Told,
  { zone, shop, nowMs, evidence = { lines: [] } }: Setting & { nowMs: number; evidence?: Evidence },
): Words {
  const newest = changes.at(-1) ?? changes[0]
  const at = (ms: number) => moment(ms, nowMs, zone)
  const description = readDefinition(newest.definition).AlarmDescription
  const folded = changes.length > 1
  const trouble = evidence.isTrouble ? ', but the shop is in trouble' : ''
  const overtaken = now.state !== newest.to
  const current = `${currentOf(overtaken ? [newest] : [...also, newest], now, at)}${trouble}`
  const span = `changed ${times(changes.length)} between ${at(changes[0].atMs)} and ${at(newest.atMs)}`
  const subject = folded
    ? `${current}; it ${span}`
    : overtaken
      ? `${current}; it was ${stateWords[newest.to]} at ${at(newest.atMs)}`
      : `${current}`
  const shown = changes.slice(-maxChanges)
  return {
    subject,
    lines: [
      ...plainEvidence(evidence),
      ...lasted(now, at),
      // What an alarm is about is not so any more when it is over.
      ...(description && now.state !== 'OK' ? [description] : []),
      ...measured(newest),
      `Reason: ${reasonInZone(newest.reason, nowMs, zone)}`,
      `Since: ${at(now.sinceMs)} (${zone})`,
      ...(also.length > 0
        ? [`OK too: ${also.map((one) => `${nameOf(one)} since ${at(one.atMs)}`).join(', ')}`]
        : []),
      ...(folded
        ? [
            `Changes: ${changes.length > shown.length ? `${changes.length - shown.length} before, then ` : ''}${shown
              .map(({ atMs, to }) => `${at(atMs)} ${to}`)
              .join(', ')}`,
          ]
        : [`Before: ${newest.from}`]),
      ...shopLines(shop),
    ].map(visible),
  }
}

/** The text of a test message. */
export const testWords = (
  recipient: string,
  { shop, zone, nowMs }: Setting & { nowMs: number },
): Words => ({
  subject: `Test message to ${recipient}`,
  lines: [
    `CafeWatch can reach the recipient ${recipient}. This is only a test: no action is needed.`,
    `Sent: ${clock(nowMs, zone)} (${zone})`,
    ...shopLines(shop),
  ].map(visible),
})
