import type { Params } from './view'

/** An alarm that somebody tries on the past, as the form and the address have it: all texts. */
export interface Trial {
  /** The name of an alarm that there is; the rest is of no account then. */
  alarm: string
  pattern: string
  value: string
  statistic: string
  comparison: string
  threshold: string
  period: string
  datapoints: string
  of: string
  missing: string
}

export const newTrial: Trial = {
  alarm: '',
  pattern: '{ $.status = "5*" }',
  value: '1',
  statistic: 'Sum',
  comparison: '>=',
  threshold: '1',
  period: '60',
  datapoints: '1',
  of: '1',
  missing: 'notBreaching',
}

const fields = Object.keys(newTrial) as (keyof Trial)[]
const longest = 1_024

/** What an address asks to try; what it does not say is as in a new trial. */
export function readTrial(params: Params): Trial {
  const trial = { ...newTrial }
  for (const field of fields) {
    const given = params[field]
    if (typeof given === 'string' && given.length <= longest) trial[field] = given
  }
  return trial
}

/** Whether an address says what to try. */
export const triesSomething = (params: Params): boolean =>
  fields.some((field) => typeof params[field] === 'string')

/** The parameters of a trial, those alone that differ from a new one. */
export function writeTrial(trial: Trial): Record<string, string> {
  if (trial.alarm !== '') return { alarm: trial.alarm }
  const said = fields.filter((field) => trial[field] !== newTrial[field])
  // Even when all is as in a new one, the address says that it is tried.
  return Object.fromEntries([
    ['pattern', trial.pattern],
    ...said.map((field) => [field, trial[field]] as const),
  ])
}

const number = (text: string) => (text.trim() === '' ? Number.NaN : Number(text))

/** The metric filter and the alarm of a trial, as a site file declares them. */
export function declaredOf(trial: Trial) {
  const name = 'tried'
  return {
    filter: { name, pattern: trial.pattern, value: trial.value },
    alarm: {
      name,
      metric: name,
      statistic: trial.statistic,
      comparison: trial.comparison,
      threshold: number(trial.threshold),
      periodSeconds: number(trial.period),
      datapointsToAlarm: number(trial.datapoints),
      evaluationPeriods: number(trial.of),
      missing: trial.missing,
    },
  }
}
