import { account, region } from '@/lib/local/arn'
import type { Target } from '@/lib/monitoring'

/** The ARN under which an alarm tells a target. */
export const arnOfTarget = (target: Target): string =>
  target.kind === 'sns' ? target.topicArn : `arn:aws:sns:${region}:${account}:${target.name}`
