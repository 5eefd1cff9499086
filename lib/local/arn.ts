import type { Recipient } from '@/lib/monitoring'

export const account = '000000000000'
export const region = 'local'
export const arnOfGroup = (name: string) => `arn:aws:logs:${region}:${account}:log-group:${name}`
export const arnOfAlarm = (name: string) => `arn:aws:cloudwatch:${region}:${account}:alarm:${name}`
export const arnOfDashboard = (name: string) => `arn:aws:cloudwatch::${account}:dashboard/${name}`
export const arnOfMuteRule = (name: string) =>
  `arn:aws:cloudwatch:${region}:${account}:alarm-mute-rule:${name}`

/** The name of an alarm from its ARN in any region and account; null when it is the ARN of something else. */
export function nameInAlarmArn(arn: string): string | null {
  return /^arn:[^:]*:cloudwatch:[^:]*:[^:]*:alarm:(.+)$/s.exec(arn)?.[1] ?? null
}

/** The name of a dashboard from its ARN in any account; null when it is the ARN of something else. */
export const nameInDashboardArn = (arn: string): string | null =>
  /^arn:[^:]*:cloudwatch:[^:]*:[^:]*:dashboard\/(.+)$/s.exec(arn)?.[1] ?? null

/** A group's name from its name or ARN. Grafana takes but the star from the ARN's end. */
export const groupName = (identifier: string) =>
  identifier.replace(/^arn:.*:log-group:/, '').replace(/:\*?$/, '')

/** A group's name from its ARN, in any region and account; null when it is the ARN of something else, or none. */
export const groupInArn = (arn: string): string | null =>
  /^arn:[^:]*:logs:[^:]*:[^:]*:log-group:([^:]+)(?::\*)?$/.exec(arn)?.[1] ?? null

/** The ARN of a recipient, as an alarm action. */
export const arnOfRecipient = (recipient: Recipient): string =>
  recipient.kind === 'sns'
    ? recipient.topicArn
    : `arn:aws:sns:${region}:${account}:${recipient.name}`
