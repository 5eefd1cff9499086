import type { Scenario } from './scenario'

/** What the shop's owner has told the product. */
export function siteFileOf({ shop, hours, saysHours }: Scenario): Record<string, unknown> {
  const orderId = shop.orderId
  return {
    name: shop.name,
    steps: shop.steps,
    ...(orderId && { orderId }),
    ...(hours && saysHours && { openingHours: hours }),
    currency: shop.currency,
    averageOrder: shop.averageOrder,
  }
}
