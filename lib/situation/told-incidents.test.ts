import { expect, test } from 'vitest'
import type { Incident } from '@/lib/orders/incidents/incidents'
import { unknownReport } from '@/lib/orders/report/report'
import type { SituationKind } from '@/lib/orders/watch/shop-watch'
import { toldIncidents } from './told-incidents'

const lost = { low: 12, estimate: 17, high: 22 }
const incident = (kind: SituationKind, untilMs: number | null): Incident => ({
  ...{ id: kind, fromMs: 1_000, saidMs: 2_000, untilMs, visits: 254, orders: 3 },
  ...{ expected: null, lastOrderMs: null, blamed: [] },
  report: { ...unknownReport(2_000, ''), kind, lostOrders: lost },
})

test('blind spots are made of the incidents that may have cost orders, in the same numbers', () => {
  const told = toldIncidents(
    [incident('orders-stopped', null), incident('failing', 5_000), incident('no-traffic', 5_000)],
    9_000,
  )
  expect(told?.map(({ id, toMs, ordersStopped }) => [id, toMs, ordersStopped])).toEqual([
    ['orders-stopped', 9_000, true],
    ['failing', 5_000, false],
  ])
  expect(told).toMatchObject([{ visits: 254, lost }, {}])
})

test('of incidents that are not known yet, none is made', () => {
  expect(toldIncidents(null, 9_000)).toBeNull()
})
