// 95 % range.
const sigmas = 1.96

/**
 * The range of counts that chance explains when this many orders are expected. 38 → 26 to 50.
 */
export function likelyOrders(expected: number): { low: number; high: number } {
  const spread = sigmas * Math.sqrt(expected)
  return { low: Math.max(0, Math.round(expected - spread)), high: Math.round(expected + spread) }
}
