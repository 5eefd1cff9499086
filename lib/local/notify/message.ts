import { arnOfAlarm } from '@/lib/local/arn'
import type { StateTransition } from '@/lib/local/state-transition'
import { cloudwatchMessage, cloudwatchSubject } from './cloudwatch-message'
import {
  cutAt,
  type Evidence,
  plainEvidence,
  type Setting,
  type Told,
  testWords,
  type Words,
  wordsOf,
} from './words'

/** What is sent to a recipient, in the forms that its kinds need. */
export interface Message extends Words {
  /** The same in every retry, so that a receiver can drop duplicates. */
  id: string
  sentMs: number
  /** The page of the alarm. */
  link: string
  /** The current state. */
  state: StateTransition['to']
  alarm: string
  /** What CloudWatch would publish to SNS, of the newest change; `message` is JSON text. */
  cloudwatch: { subject: string; message: string }
  /** All changes that it covers, oldest first; empty for a test. */
  changes: Pick<StateTransition, 'from' | 'to' | 'atMs'>[]
}

// CloudWatch's own limit.
const maxReasonLength = 1_023

export function messageOf(
  id: string,
  told: Told,
  setting: Setting & { nowMs: number; evidence?: Evidence },
): Message {
  const { changes, now } = told
  const newest = changes.at(-1) ?? changes[0]
  const reason = [newest.reason, ...plainEvidence(setting.evidence ?? { lines: [] })].join(' ')
  const published = { ...newest, reason: cutAt(reason, maxReasonLength) }
  const alarm = newest.definition.AlarmName
  return {
    id,
    sentMs: setting.nowMs,
    ...wordsOf(told, setting),
    link: `${setting.publicUrl}/alarms/${encodeURIComponent(alarm.replace(/\p{Cs}/gu, '\ufffd'))}`,
    state: now.state,
    alarm,
    cloudwatch: { subject: cloudwatchSubject(newest), message: cloudwatchMessage(published) },
    changes: changes.map(({ from, to, atMs }) => ({ from, to, atMs })),
  }
}

/** OK in its CloudWatch form, so that no receiver opens an incident. */
export function testMessageTo(
  recipient: string,
  id: string,
  setting: Setting & { nowMs: number },
): Message {
  const alarm = 'Test-Message'
  const change: StateTransition = {
    definition: {
      AlarmName: alarm,
      AlarmDescription: 'A test message of CafeWatch',
      Namespace: 'CafeWatch',
      MetricName: alarm,
      Statistic: 'Sum',
      Period: 60,
      EvaluationPeriods: 1,
      Threshold: 1,
      ComparisonOperator: 'GreaterThanOrEqualToThreshold',
    },
    kind: 'MetricAlarm',
    arn: arnOfAlarm(alarm),
    configuredMs: setting.nowMs,
    atMs: setting.nowMs,
    from: 'INSUFFICIENT_DATA',
    to: 'OK',
    reason: 'This is a test message.',
    reasonData: null,
    actions: [],
  }
  return {
    id,
    sentMs: setting.nowMs,
    ...testWords(recipient, setting),
    link: `${setting.publicUrl}/alarms`,
    state: 'OK',
    alarm,
    cloudwatch: { subject: cloudwatchSubject(change), message: cloudwatchMessage(change) },
    changes: [],
  }
}
