import { drawsOf } from './random'
import type { Scenario } from './scenario'

/** What the shop's owner has told the product: half of them a preset, where there is one for the shop. */
export function siteFileOf({ seed, shop, hours, saysHours }: Scenario): Record<string, unknown> {
  const { name, preset, steps, orderId, currency, averageOrder } = shop
  const way =
    preset !== undefined && drawsOf(seed, 'site').chance(0.5)
      ? { preset }
      : { steps, ...(orderId !== undefined && { orderId }) }
  return {
    name,
    ...way,
    ...(hours && saysHours && { openingHours: hours }),
    currency,
    averageOrder,
  }
}
