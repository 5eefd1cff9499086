// Of 100 days like this one, 95 would have brought so many.
const sigmas = 1.96

/**
 * Between which counts orders would most likely have come, when so many were to be expected: what
 * chance alone does to a count. 38 → 26 to 50.
 */
export function likelyOrders(expected: number): { low: number; high: number } {
  const spread = sigmas * Math.sqrt(expected)
  return { low: Math.max(0, Math.round(expected - spread)), high: Math.round(expected + spread) }
}
