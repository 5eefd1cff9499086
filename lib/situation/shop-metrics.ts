import { seemsAnsweredAgain } from '@/lib/orders/failing/answered-again'
import type { ShopState } from '@/lib/orders/watch/shop-watch'
import type { ShopMetric } from '@/lib/shipped-alarms'

/** A value of each metric; null: nothing is known, so its alarm keeps its state. */
export type ShopValues = Record<ShopMetric, 0 | 1 | null>

// As certain as a loss must be before people are woken by a request that fails.
const minLostOrders = 0.5

type Told = Pick<ShopState, 'kind' | 'lost'> &
  Partial<Pick<ShopState, 'unprovenMs' | 'lateMs' | 'seemsOver' | 'culprit' | 'comesBack'>>

/** Whether what failed may have been repaired: what it has cost may still grow, and nobody is woken for that. */
const mayBeRepaired = ({ seemsOver, culprit }: Told) =>
  seemsOver || (culprit && !culprit.among && seemsAnsweredAgain(culprit.outcomes))

/** How the shop is doing, as metrics. One trouble is no all-clear of another. */
export function shopValues(told: Told): ShopValues {
  const { kind, lost, unprovenMs = null, lateMs = null } = told
  const nothing = { 'No-Requests': null, 'Orders-Stopped': null, 'Orders-Low': null }
  switch (kind) {
    case 'ok':
    case 'quiet':
      if (told.comesBack) return nothing
      if (unprovenMs !== null || lateMs !== null) return { ...nothing, 'No-Requests': 0 }
      return { 'No-Requests': 0, 'Orders-Stopped': 0, 'Orders-Low': 0 }
    case 'no-traffic':
      return { ...nothing, 'No-Requests': 1 }
    case 'orders-stopped':
      return { ...nothing, 'No-Requests': 0, 'Orders-Stopped': 1 }
    case 'orders-low':
      return { ...nothing, 'No-Requests': 0, 'Orders-Low': 1 }
    case 'failing': {
      const costsOrders = (lost?.low ?? 0) > minLostOrders && !mayBeRepaired(told)
      return { ...nothing, 'No-Requests': 0, 'Orders-Low': costsOrders ? 1 : null }
    }
    case 'not-configured':
    case 'not-understood':
      return { ...nothing, 'No-Requests': 0 }
    case 'unknown':
      return nothing
  }
}
