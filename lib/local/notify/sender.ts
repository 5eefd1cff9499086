import type { Recipient } from '@/lib/monitoring'
import type { RecipientStatus } from '@/lib/recipient'
import { sendEmail, serverOf } from './email'
import type { Send } from './outcome'
import { sendSns } from './sns'
import { sendWebhook } from './webhook'

/** Sends to one recipient; an attempt may take `timeoutMs`. */
export interface Sender extends Pick<RecipientStatus, 'name' | 'kind' | 'address'> {
  send: Send
  timeoutMs: number
}

export function senderOf(recipient: Recipient, clock: () => number): Sender {
  const { name, kind } = recipient
  switch (recipient.kind) {
    case 'email':
      return {
        name,
        kind,
        address: `${recipient.to.join(', ')} through ${serverOf(recipient.smtp).shown}`,
        send: sendEmail(recipient),
        timeoutMs: 30_000,
      }
    case 'sns':
      return {
        name,
        kind,
        address: recipient.topicArn,
        send: sendSns(recipient),
        timeoutMs: 10_000,
      }
    default:
      return {
        name,
        kind,
        address: new URL(recipient.url).host,
        send: sendWebhook(recipient, clock),
        timeoutMs: 10_000,
      }
  }
}
