import type { Target } from '@/lib/monitoring'
import type { TargetStatus } from '@/lib/recipient'
import { sendEmail, serverOf } from './email'
import type { Send } from './outcome'
import { sendSns } from './sns'
import { sendWebhook } from './webhook'

/** How a target is told, how long one attempt may take, and where it goes without what is secret. */
export interface Sender extends Pick<TargetStatus, 'name' | 'kind' | 'address'> {
  send: Send
  limitMs: number
}

export function senderOf(target: Target, clock: () => number): Sender {
  const { name, kind } = target
  switch (target.kind) {
    case 'email':
      return {
        name,
        kind,
        address: `${target.to.join(', ')} through ${serverOf(target.smtp).shown}`,
        send: sendEmail(target),
        limitMs: 30_000,
      }
    case 'sns':
      return { name, kind, address: target.topicArn, send: sendSns(target), limitMs: 10_000 }
    default:
      return {
        name,
        kind,
        address: new URL(target.url).host,
        send: sendWebhook(target, clock),
        limitMs: 10_000,
      }
  }
}
