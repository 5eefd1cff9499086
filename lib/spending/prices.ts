/** What CloudWatch charges, in dollars. */
export interface Prices {
  /** For each GB (2^30 bytes) that Logs Insights scans. */
  gbScanned: number
  /** For 1,000 metrics that GetMetricData is asked for. */
  thousandMetrics: number
  tailMinute: number
}

/** What is billed of what was asked. */
export interface Usage {
  bytesScanned: number
  metrics: number
  tailMinutes: number
}

/** The list prices of us-east-1, at https://aws.amazon.com/cloudwatch/pricing/; other regions differ a little. */
export const listPrices: Prices = { gbScanned: 0.005, thousandMetrics: 0.01, tailMinute: 0.01 }

const gb = 2 ** 30

/** What it costs by these prices, in dollars: an estimate of the bill. */
export const costOf = (
  { bytesScanned = 0, metrics = 0, tailMinutes = 0 }: Partial<Usage>,
  { gbScanned, thousandMetrics, tailMinute }: Prices,
): number =>
  (bytesScanned / gb) * gbScanned + (metrics / 1_000) * thousandMetrics + tailMinutes * tailMinute

/** A sum as people read it: "$0.012", "$0.50", "< $0.0001", "nothing". */
export function dollars(sum: number): string {
  if (sum === 0) return 'nothing'
  if (sum < 0.0001) return '< $0.0001'
  return `$${sum < 0.01 ? Number(sum.toPrecision(2)) : sum < 0.9995 ? sum.toFixed(3).replace(/0$/, '') : sum.toFixed(2)}`
}

/** Where the price of a scan is from: "at $0.005 per GB scanned, …". */
export const priceSource = ({ gbScanned }: Prices): string =>
  gbScanned === listPrices.gbScanned
    ? `at $${gbScanned} per GB scanned, CloudWatch’s list price in us-east-1`
    : `at $${gbScanned} per GB scanned, as PRICE_PER_GB says`
