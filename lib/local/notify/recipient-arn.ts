import { account, region } from '@/lib/local/arn'
import type { Recipient } from '@/lib/monitoring'

/** The ARN of a recipient, as an alarm action. */
export const arnOfRecipient = (recipient: Recipient): string =>
  recipient.kind === 'sns'
    ? recipient.topicArn
    : `arn:aws:sns:${region}:${account}:${recipient.name}`
