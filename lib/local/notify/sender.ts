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
  const common = { name, kind, timeoutMs: kind === 'email' ? 30_000 : 10_000 }
  switch (recipient.kind) {
    case 'email': {
      const address = `${recipient.to.join(', ')} through ${serverOf(recipient.smtp).shown}`
      return { ...common, address, send: sendEmail(recipient) }
    }
    case 'sns':
      return { ...common, address: recipient.topicArn, send: sendSns(recipient) }
    default: {
      const address = new URL(recipient.url).host
      return { ...common, address, send: sendWebhook(recipient, clock) }
    }
  }
}
