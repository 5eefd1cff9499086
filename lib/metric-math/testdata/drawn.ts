import type { MetricDataQuery } from '../expression'
import type { Sources, Wanted } from '../inputs'
import { evaluateQueries } from '../queries'
import type { Metric, Points } from '../series'

/** Tuesday noon. */
export const startMs = Date.parse('2026-11-24T12:00:00Z')

/** Datapoints as a table shows them: one a period from the start, `-` where there is none. */
export function points(drawing: string, periodSeconds = 60): Points {
  const points = drawing
    .split(' ')
    .map((value, at) => [startMs + at * periodSeconds * 1000, value] as const)
    .filter(([, value]) => value !== '-')
  return {
    timesMs: points.map(([timeMs]) => timeMs),
    values: points.map(([, value]) => Number(value)),
  }
}

export function draw({ timesMs, values }: Points, minutes: number): string {
  if (timesMs.some((timeMs, at) => timeMs <= (timesMs[at - 1] ?? 0))) return 'out of order'
  const known = new Map(timesMs.map((timeMs, at) => [timeMs, values[at]]))
  return Array.from({ length: minutes }, (_, at) => {
    const value = known.get(startMs + at * 60_000)
    return value === undefined ? '-' : String(Math.round(value * 1e6) / 1e6)
  }).join(' ')
}

export interface Drawn {
  [id: string]: string | { drawing: string; periodSeconds: number }
}

export const metric = (MetricName: string, Namespace = 'Test', ...dimensions: [string, string][]): Metric => ({
  Namespace,
  MetricName,
  Dimensions: dimensions.map(([Name, Value]) => ({ Name, Value })),
})

const periodOf = (one: Drawn[string]) => (typeof one === 'string' ? 60 : one.periodSeconds)
const drawingOf = (one: Drawn[string] = '-') => (typeof one === 'string' ? one : one.drawing)

/** One query a drawn metric, named as its Id. */
export const queriesOf = (drawn: Drawn): MetricDataQuery[] =>
  Object.entries(drawn).map(([Id, one]) => ({
    Id,
    MetricStat: { Metric: metric(Id), Period: periodOf(one), Stat: 'Sum' },
    ReturnData: false,
  }))

export const sourcesOf = (drawn: Drawn, known: Metric[] = []): Sources => ({
  metrics: async () => known,
  load: async (wanted: Wanted[]) =>
    wanted.map(({ Metric, Period }) => points(drawingOf(drawn[Metric.MetricName]), Period)),
})

/** Evaluates expressions e1, e2, … over drawn metrics; only the last is returned. */
export async function calculate(
  drawn: Drawn,
  expressions: string[],
  { minutes = 5, known = [], ...more }: { minutes?: number; known?: Metric[] } & Partial<MetricDataQuery> = {},
) {
  const queries = expressions.map((Expression, at): MetricDataQuery => {
    const last = at === expressions.length - 1
    return { Id: `e${at + 1}`, Expression, ReturnData: last, ...(last && more) }
  })
  const { results } = await evaluateQueries(
    [...queriesOf(drawn), ...queries],
    { startMs, endMs: startMs + minutes * 60_000 },
    sourcesOf(drawn, known),
    { nowMs: startMs + 3_600_000, zone: '+0000', region: 'local', account: '000000000000' },
  )
  return results
}
