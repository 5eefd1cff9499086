import { counted, percent } from '@/lib/format'
import type { Preview } from '@/lib/setup/proposal'

type Counted = Pick<Preview, 'orders'> & {
  steps: readonly Pick<Preview['steps'][number], 'visits'>[]
}

/** What a step counted: visits, of the last one the orders too, which may be several from one visit. */
export function stepCounts(
  { orders, steps }: Counted,
  at: number,
): { counts: string; share: string | null } {
  const isLast = at === steps.length - 1
  const visits = steps[at]?.visits ?? 0
  const before = steps[at - 1]?.visits ?? 0
  const isOneEach = orders === visits
  const counts = [
    isLast && isOneEach ? '' : counted(visits, 'visit'),
    isLast ? counted(orders, 'order') : '',
  ]
  return {
    counts: counts.filter(Boolean).join(', '),
    share: before > 0 ? `${percent(Math.min(1, visits / before))} of the visits before` : null,
  }
}
