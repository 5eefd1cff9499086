import { type MetricDatum, PutMetricDataCommand } from '@aws-sdk/client-cloudwatch'
import { clients, within } from './cloudwatch'
import { calling } from './failures'

// As many as one call takes.
const maxData = 1_000

/** Puts datapoints of metrics, oldest first. Throws {@link Failed}; those before may have been put. */
export async function putMetricData(
  Namespace: string,
  data: readonly MetricDatum[],
  signal?: AbortSignal,
): Promise<void> {
  for (let from = 0; from < data.length; from += maxData) {
    const MetricData = data.slice(from, from + maxData)
    const command = new PutMetricDataCommand({ Namespace, MetricData })
    await calling('cloudwatch:PutMetricData', () => clients().metrics.send(command, within(signal)))
  }
}
