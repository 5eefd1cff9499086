/** Logs Insights by the list price of us-east-1, at https://aws.amazon.com/cloudwatch/pricing/; other regions differ a little. */
const dollarsPerGb = 0.005
const gb = 2 ** 30

/** What CloudWatch charges for a query by the bytes that it scanned, as an estimate: "about $0.012", "less than $0.0001". */
export function scanPrice(bytesScanned: number): string {
  const dollars = (bytesScanned / gb) * dollarsPerGb
  if (dollars === 0) return 'nothing'
  if (dollars < 0.0001) return 'less than $0.0001'
  return `about $${dollars < 1 ? Number(dollars.toPrecision(2)) : dollars.toFixed(2)}`
}

export const priceSource = 'at $0.005 per GB scanned, CloudWatch’s list price in us-east-1'
