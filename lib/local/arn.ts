import type { Recipient } from '@/lib/monitoring'

export const account = '000000000000'
export const region = 'local'
export const arnOfGroup = (name: string) => `arn:aws:logs:${region}:${account}:log-group:${name}`
export const arnOfAlarm = (name: string) => `arn:aws:cloudwatch:${region}:${account}:alarm:${name}`
export const arnOfMuteRule = (name: string) =>
  `arn:aws:cloudwatch:${region}:${account}:alarm-mute-rule:${name}`

/** The name of an alarm from its ARN; null when it is the ARN of something else. */
export function nameInAlarmArn(arn: string): string | null {
  const start = arnOfAlarm('')
  return arn.startsWith(start) ? arn.slice(start.length) : null
}

/** A group's name from its name or ARN. Grafana takes but the star from the ARN's end. */
export const groupName = (identifier: string) =>
  identifier.replace(/^arn:.*:log-group:/, '').replace(/:\*?$/, '')

/** The ARN of a recipient, as an alarm action. */
export const arnOfRecipient = (recipient: Recipient): string =>
  recipient.kind === 'sns'
    ? recipient.topicArn
    : `arn:aws:sns:${region}:${account}:${recipient.name}`
