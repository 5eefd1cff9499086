import { account, region } from '@/lib/local/arn'
import type { Recipient } from '@/lib/monitoring'

/** The ARN under which an alarm tells a recipient. */
export const arnOfRecipient = (recipient: Recipient): string =>
  recipient.kind === 'sns' ? recipient.topicArn : `arn:aws:sns:${region}:${account}:${recipient.name}`
