import type { AlarmColumn } from './alarm'

const maxColumns = 240

/**
 * Puts a series (epoch ms, oldest first, gaps left out) into at most 240 columns of whole periods, so
 * that a long range still shows its highest and lowest datapoints and its gaps.
 */
export function columnsOf(
  points: { atMs: number; value: number }[],
  { fromMs, toMs, periodMs }: { fromMs: number; toMs: number; periodMs: number },
): AlarmColumn[] {
  const periods = Math.max(0, Math.floor((toMs - fromMs) / periodMs))
  const each = Math.max(1, Math.ceil(periods / maxColumns))
  const columns = Array.from({ length: Math.ceil(periods / each) }, (_, at): AlarmColumn => {
    const startMs = fromMs + at * each * periodMs
    const endMs = Math.min(startMs + each * periodMs, fromMs + periods * periodMs)
    const count = Math.round((endMs - startMs) / periodMs)
    return { fromMs: startMs, toMs: endMs, low: null, high: null, periods: count, missing: count }
  })
  for (const { atMs, value } of points) {
    const column = columns[Math.floor((atMs - fromMs) / (each * periodMs))]
    if (!column || atMs < fromMs) continue
    column.low = Math.min(column.low ?? value, value)
    column.high = Math.max(column.high ?? value, value)
    column.missing -= 1
  }
  return columns
}
