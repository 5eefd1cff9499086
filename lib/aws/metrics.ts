import {
  GetMetricDataCommand,
  type MetricDataQuery,
  type MetricDataResult,
} from '@aws-sdk/client-cloudwatch'
import { clients, eachPage, within } from './cloudwatch'
import { calling, failed } from './failures'
import { mustBeAffordable, spent } from './spending'

export interface Series {
  id: string
  points: { atMs: number; value: number }[]
  /** A sentence when the datapoints are incomplete. */
  note?: string
}

const notes: Record<string, string> = {
  PartialData: 'CloudWatch returned only part of the datapoints.',
  InternalError: 'CloudWatch could not read this metric.',
  Forbidden: 'These credentials may not read this metric: allow cloudwatch:GetMetricData.',
}

// Up to five statistics of a metric are billed as one.
const statisticsOfOne = 5

/** The metrics that AWS bills for: those that are read, not what is calculated from them. */
function billed(queries: readonly MetricDataQuery[]): number {
  const statistics = new Map<string, number>()
  for (const { MetricStat } of queries) {
    if (!MetricStat) continue
    const name = JSON.stringify(MetricStat.Metric)
    statistics.set(name, (statistics.get(name) ?? 0) + 1)
  }
  return [...statistics.values()].reduce((sum, of) => sum + Math.ceil(of / statisticsOfOne), 0)
}

/** Reads metrics page by page; `from` inclusive, `to` exclusive. Oldest point first. Throws {@link Failed}. */
export async function readMetricData(
  queries: MetricDataQuery[],
  fromMs: number,
  toMs: number,
  signal?: AbortSignal,
): Promise<Map<string, Series>> {
  const series = new Map<string, Series>()
  const add = ({ Id = '', Timestamps = [], Values = [], StatusCode }: MetricDataResult) => {
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
  const options = {
    MetricDataQueries: queries,
    StartTime: new Date(fromMs),
    EndTime: new Date(toMs),
    ScanBy: 'TimestampAscending',
  } as const
  mustBeAffordable()
  const metrics = billed(queries)
  const page = async (NextToken: string | undefined) => {
    const command = new GetMetricDataCommand({ ...options, NextToken })
    const answer = await clients().metrics.send(command, within(signal))
    spent({ metrics })
    return answer
  }
  await calling('cloudwatch:GetMetricData', () =>
    eachPage(page, ({ MetricDataResults = [] }) => MetricDataResults.forEach(add)),
  )
  // A metric without a datapoint has an answer as well; an expression may give none, or many.
  const isLacking = ({ Id = '', Expression, ReturnData }: MetricDataQuery) =>
    Expression === undefined && ReturnData !== false && !series.has(Id)
  if (queries.some(isLacking)) throw failed('unusable-answer')
  return series
}
