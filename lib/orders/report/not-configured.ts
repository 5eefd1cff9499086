import { counted } from '@/lib/format'
import type { ShopState } from '@/lib/orders/watch/shop-state'
import { visible } from '@/lib/visible'
import type { Said } from './said'
import type { Sentences } from './sentences'

/** What has been no order so far, with the nearest of what came. */
function unmatchedSentences({ unmatched }: ShopState): string[] {
  if (!unmatched)
    return ['No request has been an order so far.', 'Say what an order is: see Set-up.']
  const near = unmatched.nearest.map(
    ({ text, requests, why }) => `${visible(text)} (${counted(requests, 'request')}: ${why})`,
  )
  return [
    `No request so far fits ${visible(unmatched.order)}.`,
    near.length > 0 ? `Nearest: ${near.join('; ')}.` : '',
    'Say what an order is: see Set-up.',
  ]
}

function renamedSaid(
  { order, request, visits, fromMs, isWay }: NonNullable<ShopState['renamed']>,
  at: Sentences['at'],
): Said {
  const made = `${counted(visits, 'visit')} made it since, at the pace of orders and after`
  return {
    tone: 'unknown',
    headline: `We do not know whether orders come in: none by ${visible(order)} since ${at(fromMs)}, but ${visible(request)} comes in its place.`,
    details: isWay
      ? [
          `${made} pages that did not come before; nobody asks for the steps before the order any more.`,
          'If it is the order now, change the last steps at Set-up.',
        ]
      : [
          `${made} the same step; it did not come before.`,
          'If it is the order now, change the last step at Set-up.',
        ],
  }
}

/** What is said where it is not known what an order is, or no longer. */
export function notConfiguredSaid(state: ShopState, sentences: Sentences): Said {
  const { culprit, renamed, seemsOver } = state
  const { again, at, blame, meeting } = sentences
  if (renamed) return renamedSaid(renamed, at)
  return {
    tone: culprit && !seemsOver ? 'trouble' : 'unknown',
    headline: `We do not know yet what an order is on this site.${blame && ` ${blame}`}`,
    details: [again, meeting, ...unmatchedSentences(state)],
  }
}
