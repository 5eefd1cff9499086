import type { Params } from './view'

/** An alarm to try on the past, as the form and the address have it: all texts. */
export interface Trial {
  /** The name of an existing alarm; the rest is ignored then. */
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
const maxLength = 1_024

/** The trial in an address; what it leaves out is as in a new trial. */
export function readTrial(params: Params): Trial {
  const trial = { ...newTrial }
  for (const field of fields) {
    const given = params[field]
    if (typeof given === 'string' && given.length <= maxLength) trial[field] = given
  }
  return trial
}

/** Whether an address has a trial. */
export const hasTrial = (params: Params): boolean =>
  fields.some((field) => typeof params[field] === 'string')

/** The parameters of a trial that differ from a new one. */
export function writeTrial(trial: Trial): Record<string, string> {
  if (trial.alarm !== '') return { alarm: trial.alarm }
  const changed = fields.filter((field) => trial[field] !== newTrial[field])
  // The pattern is always there, so that the address has a trial.
  return Object.fromEntries([
    ['pattern', trial.pattern],
    ...changed.map((field) => [field, trial[field]] as const),
  ])
}

const number = (text: string) => (text.trim() === '' ? Number.NaN : Number(text))

/** The metric filter and the alarm of a trial, as a site file declares them. */
export function declaredOf(trial: Trial) {
  const name = 'trial'
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
