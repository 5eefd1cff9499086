import { type Comparison, comparisons } from './comparison'

export const alarmStates = ['OK', 'ALARM', 'INSUFFICIENT_DATA'] as const
export type AlarmState = (typeof alarmStates)[number]
export type Treatment = 'missing' | 'ignore' | 'breaching' | 'notBreaching'

export interface Rule {
  comparison: Comparison
  threshold: number
  evaluationPeriods: number
  /** Left out it is the number of evaluation periods. */
  datapointsToAlarm?: number
  treatMissingData: Treatment
}

export interface Point {
  startMs: number
  /** Null: no datapoint was received for the period. */
  value: number | null
}

export interface Verdict {
  state: AlarmState
  reason: string
  /** The datapoints that decided, newest first. */
  evaluated: Point[]
}

/** How many periods are fetched: more than are evaluated, as the service does (its documents show 5 for 3). */
export const evaluationRange = (evaluationPeriods: number): number => evaluationPeriods + 2

const decimal = (value: number) => (Number.isInteger(value) ? value.toFixed(1) : String(value))
function date(ms: number): string {
  const [, year, month, day, clock] =
    /^\d\d(\d\d)-(\d\d)-(\d\d)T(\d\d:\d\d:\d\d)/.exec(new Date(ms).toISOString()) ?? []
  return `${day}/${month}/${year} ${clock}`
}
const plural = (count: number, word: string) => `${count} ${word}${count === 1 ? '' : 's'}`

const unknownDatapoints = (count: number) =>
  `${plural(count, 'datapoint')} ${count === 1 ? 'was' : 'were'} unknown`

interface Evaluated {
  state: AlarmState
  /** Real points that were evaluated, newest first. */
  real: Point[]
  fillers: number
}

/**
 * CloudWatch's evaluation over the newest periods (oldest first), with its rules for missing data: enough
 * real points make the setting irrelevant; else the gaps are filled, with as few fillers as possible.
 */
export function evaluate(points: Point[], rule: Rule, old: AlarmState): Evaluated {
  const { evaluationPeriods: n, treatMissingData: treatment } = rule
  const m = rule.datapointsToAlarm ?? n
  const { breaches } = comparisons[rule.comparison]
  const isBreach = ({ value }: Point) => value !== null && breaches(value, rule.threshold)
  // Loops, since a back-test evaluates hundreds of thousands of times.
  const real: Point[] = []
  let breaching = 0
  for (let at = points.length - 1; at >= 0 && real.length < n; at -= 1) {
    const point = points[at]
    if (!point || point.value === null) continue
    real.push(point)
    if (isBreach(point)) breaching += 1
  }
  const verdict = (count: number): AlarmState => (count >= m ? 'ALARM' : 'OK')
  if (real.length === n) return { state: verdict(breaching), real, fillers: 0 }
  const fillers = n - real.length
  if (treatment === 'breaching') return { state: verdict(breaching + fillers), real, fillers }
  if (treatment === 'notBreaching') return { state: verdict(breaching), real, fillers }
  if (real.length === 0)
    return { state: treatment === 'ignore' ? old : 'INSUFFICIENT_DATA', real, fillers }
  if (breaching >= m) return { state: 'ALARM', real, fillers }
  // Only breaches for at least M periods, the rest missing: CloudWatch's premature alarm.
  const oldest = points.findIndex(isBreach)
  const premature = breaching === real.length && points.length - oldest >= m
  if (premature) return { state: treatment === 'ignore' ? old : 'ALARM', real, fillers }
  return { state: breaching === real.length && treatment === 'ignore' ? old : 'OK', real, fillers }
}

function reasonOf({ state, real, fillers }: Evaluated, rule: Rule): string {
  const {
    evaluationPeriods: n,
    datapointsToAlarm: m,
    threshold,
    comparison,
    treatMissingData,
  } = rule
  if (state === 'INSUFFICIENT_DATA') {
    return `Insufficient Data: ${unknownDatapoints(n)}.`
  }
  const filled =
    fillers > 0 && (treatMissingData === 'breaching' || treatMissingData === 'notBreaching')
  const treated = `[${treatMissingData === 'breaching' ? 'Breaching' : 'NonBreaching'}]`
  const missing = `${plural(fillers, 'missing datapoint')} ${fillers === 1 ? 'was' : 'were'} treated as ${treated}`
  const [from, to] = state === 'ALARM' ? ['OK', 'ALARM'] : ['ALARM', 'OK']
  const needed = state === 'ALARM' ? (m ?? n) : n - (m ?? n) + 1
  const minimum =
    m === undefined
      ? ''
      : ` (minimum ${plural(needed, 'datapoint')} for ${from} -> ${to} transition)`
  if (real.length === 0) {
    return `Threshold Crossed: no datapoints were received for ${plural(n, 'period')} and ${missing}${minimum}.`
  }
  const { breaches, phrase } = comparisons[comparison]
  const isBreach = ({ value }: Point) => value !== null && breaches(value, threshold)
  const deciding = real.filter((point) => isBreach(point) === (state === 'ALARM'))
  // None where missing ones decided: then those that were received are named as what they are.
  const shown = deciding.length > 0 ? deciding : real
  const list = `[${shown.map(({ value, startMs }) => `${decimal(value ?? 0)} (${date(startMs)})`).join(', ')}]`
  const counted =
    m === undefined
      ? plural(shown.length, 'datapoint')
      : `${shown.length} out of the last ${n} datapoints`
  const was = shown.length === 1 ? 'was' : 'were'
  const not = shown.every(isBreach) ? '' : 'not '
  const unknown = deciding.length > 0 ? '' : ` and ${unknownDatapoints(fillers)}`
  const and = filled ? ` and ${missing}` : unknown
  return `Threshold Crossed: ${counted} ${list} ${was} ${not}${phrase} the threshold (${decimal(threshold)})${and}${minimum}.`
}

/** The state after the newest periods, oldest first, and the sentence for it in CloudWatch's words. */
export function evaluateWithReason(points: Point[], rule: Rule, old: AlarmState): Verdict {
  const evaluated = evaluate(points, rule, old)
  return { state: evaluated.state, reason: reasonOf(evaluated, rule), evaluated: evaluated.real }
}
