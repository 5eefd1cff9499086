import type { StateTransition } from '@/lib/local/state-transition'
import { type Message, messageOf } from '../message'
import { changeOf, startMs } from './changes'

export const messageId = '3f6c0d3e-6d0b-4a4f-9f39-0d8a2a5b7c11'

/** A message as the notifier makes it, of one change. */
export const sample = (
  more: Parameters<typeof changeOf>[0] = {},
  lines: readonly string[] = [],
): Message => {
  const change: StateTransition = changeOf(more)
  return messageOf(
    messageId,
    { changes: [change], now: { state: change.to, sinceMs: change.atMs } },
    {
      publicUrl: 'https://watch.example',
      shop: 'the café',
      zone: 'Europe/Berlin',
      nowMs: startMs,
      evidence: { lines },
    },
  )
}
