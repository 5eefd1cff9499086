import type { ToldIncident } from '@/lib/blind-spots/told-by-orders'
import type { Incident } from '@/lib/orders/incidents/incidents'
import type { SituationKind } from '@/lib/orders/watch/shop-watch'

/** That nothing is logged is what another alarm watches. */
const ofOrders: readonly SituationKind[] = ['orders-stopped', 'orders-low', 'failing']

/** The incidents that may have cost orders, as blind spots are made from them, until now where one lasts; null while they are not known. */
export const toldIncidents = (
  incidents: readonly Incident[] | null,
  nowMs: number,
): ToldIncident[] | null =>
  incidents
    ?.filter(({ report }) => ofOrders.includes(report.kind))
    .map(({ id, fromMs, untilMs, clearMs, visits, blamed, report }) => ({
      ...{ id, fromMs, toMs: clearMs ?? untilMs ?? nowMs, visits },
      ordersStopped: report.kind === 'orders-stopped',
      lost: report.lostOrders,
      requests: blamed,
    })) ?? null
