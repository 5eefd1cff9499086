import {
  GetMetricDataCommand,
  type GetMetricDataCommandOutput,
  type MetricDataQuery,
} from '@aws-sdk/client-cloudwatch'
import { clients, within } from './cloudwatch'
import { Failed, failureOf } from './failures'

export interface Series {
  id: string
  points: { atMs: number; value: number }[]
  /** A sentence when the datapoints are incomplete. */
  note?: string
}

const maxPages = 50

const notes: Record<string, string> = {
  PartialData: 'CloudWatch returned only part of the datapoints.',
  InternalError: 'CloudWatch could not read this metric.',
  Forbidden: 'These credentials may not read this metric: allow cloudwatch:GetMetricData.',
}

/** Reads metrics page by page; `from` inclusive, `to` exclusive. Oldest point first. Throws {@link Failed}. */
export async function readMetricData(
  queries: MetricDataQuery[],
  fromMs: number,
  toMs: number,
  signal?: AbortSignal,
): Promise<Map<string, Series>> {
  const series = new Map<string, Series>()
  try {
    let NextToken: string | undefined
    for (let pages = 0; pages < maxPages; pages += 1) {
      const page: GetMetricDataCommandOutput = await clients().metrics.send(
        new GetMetricDataCommand({
          MetricDataQueries: queries,
          StartTime: new Date(fromMs),
          EndTime: new Date(toMs),
          ScanBy: 'TimestampAscending',
          NextToken,
        }),
        within(signal),
      )
      for (const { Id = '', Timestamps = [], Values = [], StatusCode } of page.MetricDataResults ??
        []) {
        const earlier = series.get(Id)?.points ?? []
        const points = Timestamps.map((at, index) => ({
          atMs: at.getTime(),
          value: Values[index] ?? Number.NaN,
        }))
        series.set(Id, {
          id: Id,
          points: [...earlier, ...points].sort((a, b) => a.atMs - b.atMs),
          // The last page of a series says whether it is whole.
          note: StatusCode === undefined ? undefined : notes[StatusCode],
        })
      }
      if (!page.NextToken || page.NextToken === NextToken) return series
      NextToken = page.NextToken
    }
    return series
  } catch (error) {
    throw new Failed(failureOf(error, 'cloudwatch:GetMetricData'))
  }
}
