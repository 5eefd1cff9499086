import { counted, full } from '@/lib/format'
import type { Closed } from '@/lib/orders/failing/closed-days'
import type { ShopState } from '@/lib/orders/watch/shop-state'
import { closedSentence, maybeClosedSentence } from '@/lib/orders/words/closed-words'
import { comesBackSentences } from '@/lib/orders/words/comes-back-words'
import { lasting, onOrAt } from '@/lib/orders/words/lasting'
import type { Said } from './said'
import type { Sentences } from './sentences'

const openingHoursTell = 'Opening hours, set at Set-up or in the site file, tell it before.'

function closedSaid(closed: Closed, atMs: number, zone: string): Said {
  return closed.isUsual
    ? {
        tone: 'calm',
        headline: closedSentence(closed, { atMs, zone }),
        details: [openingHoursTell],
      }
    : {
        tone: 'unknown',
        headline: maybeClosedSentence(closed, { atMs, zone }),
        details: [openingHoursTell],
      }
}

/** What failed fails no more, and the way to an order is open as far as anybody went. */
function resumedSaid(state: ShopState, at: Sentences['at']): Said | null {
  const { answered, passed, resumedMs, visits } = state
  if (resumedMs === null) return null
  const details = [lastOrderSentence(state, at), lastHourSentence(state)]
  if (passed > 0 || answered > 0) {
    const how =
      passed > 0
        ? `, and ${counted(passed, 'visit')} went past it`
        : `: it has been answered well ${full(answered)} times in a row`
    return {
      tone: 'calm',
      headline: 'The way to an order is open again; no order yet.',
      details: [`What failed has not failed since ${at(resumedMs)}${how}.`, ...details],
    }
  }
  if (visits === 0) return null
  return {
    tone: 'calm',
    headline: `Requests come in again since ${at(resumedMs)}, as many as usual; no order yet.`,
    details,
  }
}

const lastOrderSentence = ({ lastOrderMs }: ShopState, at: Sentences['at']) =>
  lastOrderMs === null ? '' : `The last order came ${onOrAt(at(lastOrderMs))}.`

const lastHourSentence = ({ visits }: ShopState) => `${counted(visits, 'visit')} in the last hour.`

/** What is said where no order comes, and nothing says that this is trouble. */
export function quietSaid(state: ShopState, { at, came }: Sentences, zone: string): Said {
  const { atMs, lastLineMs, lastOrderMs, visits } = state
  if (state.closed) return closedSaid(state.closed, atMs, zone)
  if (state.comesBack) {
    const { headline, details } = comesBackSentences(state.comesBack, at)
    return { tone: 'unknown', headline, details: [...details, came] }
  }
  if (state.unprovenMs !== null && lastOrderMs !== null)
    return {
      tone: 'unknown',
      headline: `No order since ${at(lastOrderMs)}: it is not known yet whether the shop sells again.`,
      details: [
        `${state.wasSilent ? 'Lines come in again' : 'What was wrong has not been seen'} since ${at(state.unprovenMs)}. The next order will show whether it is over.`,
        lastHourSentence(state),
      ],
    }
  if (state.lateMs !== null)
    return {
      tone: 'unknown',
      headline: `No order since ${at(state.lateMs)}: it is not known yet whether that is more than chance.`,
      details: [came, 'The next visits will show.'],
    }
  if (state.unvisitedMs !== undefined)
    return {
      tone: 'unknown',
      headline: `No visitor since ${at(state.unvisitedMs)} (${lasting(atMs - state.unvisitedMs)}): it is not known whether visitors get in.`,
      details: [
        'Programs still ask for pages; people hardly ever pause for so long at this hour.',
        lastOrderSentence(state, at),
      ],
    }
  const resumed = resumedSaid(state, at)
  if (resumed) return resumed
  if (state.lines === 0 && lastLineMs !== null)
    return {
      tone: 'unknown',
      headline: `Nothing has been logged since ${at(lastLineMs)} (${lasting(atMs - lastLineMs)}): it is not known whether visitors could order.`,
      details: ['So long a pause is usual at this hour.', lastOrderSentence(state, at)],
    }
  // Without visits, no orders say nothing of the shop.
  if (visits === 0)
    return {
      tone: 'unknown',
      headline:
        'Nobody has visited in the last hour: it is not known whether visitors could order.',
      details: [lastOrderSentence(state, at), 'The next visits will show.'],
    }
  const last = lastOrderMs === null ? '' : `; the last came ${onOrAt(at(lastOrderMs))}`
  return {
    tone: 'calm',
    headline: `No orders in the last hours${last}. That is no more than chance.`,
    details: [lastHourSentence(state)],
  }
}
