import { parseArgs } from 'node:util'
import { asTyped } from '@/lib/as-typed'
import { ownMonitoring } from '@/lib/monitoring'
import type { TimeRange } from '@/lib/time'
import { dayMs, hourMs, minuteMs } from '@/lib/time'

/** Wrong arguments; the message names them. */
export class WrongUsage extends Error {}

export type Question =
  | { kind: 'existing'; names: string[] }
  /** As POST /api/back-test takes it. */
  | { kind: 'tried'; body: { filter?: object; alarm: object } }
  | { kind: 'blind-spots' }

export interface Wanted {
  question: Question
  json: boolean
  /** Epoch ms, when it is `nowMs`. */
  rangeAt: (nowMs: number) => TimeRange
}

export const usage =
  asTyped(`npm run backtest -- [--alarm NAME …] [--range 7d | --from TIME --to TIME]
npm run backtest -- --pattern '{ $.status = "5*" }' --threshold 1 [--comparison '>='] [--value '$.process']
    [--statistic Sum] [--period 60] [--of 3] [--datapoints 2] [--missing notBreaching] [--range 7d]
npm run backtest -- --blind-spots [--range 7d]
Without --alarm all alarms are run. --json prints the whole answer.
Ends with 0 when it was answered, 1 when it could not be, 2 when the question is wrong, and 3 when
--blind-spots has found gaps.`)

const text = { type: 'string' } as const
const options = {
  alarm: { type: 'string', multiple: true },
  range: text,
  from: text,
  to: text,
  pattern: text,
  value: text,
  threshold: text,
  comparison: text,
  statistic: text,
  period: text,
  of: text,
  datapoints: text,
  missing: text,
  'blind-spots': { type: 'boolean' },
  json: { type: 'boolean' },
  help: { type: 'boolean' },
} as const

const unitMs: Record<string, number> = { m: minuteMs, h: hourMs, d: dayMs }

function timeOf(name: string, given: string): number {
  const ms = Date.parse(given)
  if (Number.isNaN(ms))
    throw new WrongUsage(`--${name} must be a time, such as 2026-11-20T10:00Z, not ${given}`)
  return ms
}

function rangeOf({ range, from, to }: { range?: string; from?: string; to?: string }) {
  if (range !== undefined && (from !== undefined || to !== undefined))
    throw new WrongUsage('--range does not go with --from and --to')
  if (from !== undefined) {
    const fromMs = timeOf('from', from)
    const untilMs = to === undefined ? null : timeOf('to', to)
    if (untilMs !== null && untilMs <= fromMs) throw new WrongUsage('--to must lie after --from')
    return (nowMs: number) => ({ fromMs, toMs: untilMs ?? Math.floor(nowMs / minuteMs) * minuteMs })
  }
  if (to !== undefined) throw new WrongUsage('--to needs --from')
  const [, count = '', unit = ''] = /^(\d{1,5})([mhd])$/.exec(range ?? '24h') ?? []
  const spanMs = Number(count) * (unitMs[unit] ?? 0)
  if (!(spanMs > 0)) throw new WrongUsage(`--range must be such as 90m, 24h or 7d, not ${range}`)
  return (nowMs: number) => {
    const toMs = Math.floor(nowMs / minuteMs) * minuteMs
    return { fromMs: toMs - spanMs, toMs }
  }
}

type Given = ReturnType<typeof parse>

/** A number as written; the schema reports anything else. */
const numberOf = (given: string | undefined) =>
  given === undefined || given.trim() === ''
    ? given
    : Number.isNaN(Number(given))
      ? given
      : Number(given)

function triedOf(given: Given): Question {
  const { pattern = '', value, threshold, comparison, statistic, period, missing } = given
  const name = 'tried'
  const filter = { name, pattern, ...(value !== undefined && { value }) }
  const alarm = Object.fromEntries(
    Object.entries({
      name,
      metric: name,
      threshold: numberOf(threshold),
      comparison: comparison ?? '>=',
      statistic,
      periodSeconds: numberOf(period),
      evaluationPeriods: numberOf(given.of),
      datapointsToAlarm: numberOf(given.datapoints),
      missing,
    }).filter(([, member]) => member !== undefined),
  )
  if (threshold === undefined) throw new WrongUsage('--pattern needs --threshold')
  for (const [schema, declared] of [
    [ownMonitoring.metricFilters, [filter]],
    [ownMonitoring.alarms, [alarm]],
  ] as const) {
    const issue = schema.safeParse(declared).error?.issues[0]
    if (issue) throw new WrongUsage(`${issue.path.slice(1).join('.')} ${issue.message}`)
  }
  return { kind: 'tried', body: { filter, alarm } }
}

function parse(args: string[]) {
  try {
    return parseArgs({ args, options }).values
  } catch (error) {
    throw new WrongUsage(error instanceof Error ? error.message : String(error))
  }
}

const ofTried = [
  'value',
  'threshold',
  'comparison',
  'statistic',
  'period',
  'of',
  'datapoints',
  'missing',
] as const

/** Reads the command's arguments; null means --help. Throws {@link WrongUsage}. */
export function readArguments(args: string[]): Wanted | null {
  const given = parse(args)
  if (given.help) return null
  const kinds = [given.alarm, given.pattern, given['blind-spots']].filter(
    (one) => one !== undefined,
  )
  if (kinds.length > 1)
    throw new WrongUsage('--alarm, --pattern and --blind-spots are three different questions')
  const stray = ofTried.find((name) => given[name] !== undefined)
  if (stray && given.pattern === undefined) throw new WrongUsage(`--${stray} needs --pattern`)
  const question: Question = given['blind-spots']
    ? { kind: 'blind-spots' }
    : given.pattern === undefined
      ? { kind: 'existing', names: given.alarm ?? [] }
      : triedOf(given)
  return { question, json: given.json ?? false, rangeAt: rangeOf(given) }
}
