import type { ComesBack } from '@/lib/orders/watch/shop-state'
import { visible } from '@/lib/visible'
import { lasting, onOrAt } from './lasting'
import { nameOf } from './request-name'

const often = (times: number) => (times === 2 ? 'twice' : `${times} times`)

function didSo({ culprit, areSeveral, isSilence, times }: ComesBack): string {
  if (isSilence) return `The log has been silent ${often(times)}`
  if (areSeveral) return `Something on the way to an order has failed ${often(times)}`
  if (!culprit) return `Orders have stopped ${often(times)}`
  const { method, path: request, route, failure } = culprit
  const did = failure === 'slow' ? 'been slow' : 'failed'
  return `${visible(nameOf({ method, request, route }))} has ${did} ${often(times)}`
}

/** "POST /order has failed 3 times since 10:42, the last time at 11:24: it is not known yet whether it comes back." */
export function comesBackSentences(comesBack: ComesBack, at: (ms: number) => string) {
  const { sinceMs, lastMs, longestMs, untilMs } = comesBack
  return {
    headline: `${didSo(comesBack)} since ${at(sinceMs)}, the last time ${onOrAt(at(lastMs))}: it is not known yet whether it comes back.`,
    details: [
      `In between it was well for up to ${lasting(longestMs)}; it is over if it stays so until ${at(untilMs)}.`,
    ],
  }
}
