import { full } from '@/lib/format'
import type { Alarm } from './alarm'
import { raisedFrom, shareWords } from './share'
import type { Rule } from './state'

/** 60 → "minute", 300 → "5 minutes". */
function length(seconds: number): string {
  if (seconds % 3600 === 0) return seconds === 3600 ? 'hour' : `${full(seconds / 3600)} hours`
  if (seconds % 60 === 0) return seconds === 60 ? 'minute' : `${full(seconds / 60)} minutes`
  return `${full(seconds)} seconds`
}

const aLength = (seconds: number) =>
  seconds === 60 ? 'a minute' : seconds === 3600 ? 'an hour' : length(seconds)

// Datapoints may be averages: four digits are readable.
const number = (value: number) =>
  Number.isInteger(value) ? full(value) : String(Number(value.toPrecision(4)))

const withoutDatapoint: Record<string, string> = {
  ignore: ', so the state stays',
  breaching: ', which counts as a breach',
  notBreaching: ', which counts as good',
}

/**
 * The newest value against the threshold: "404-Errors: 3 in the last minute, threshold ≥ 1"; of a share,
 * "15 % of requests (9 of 61) in the last 3 minutes; raised from 3 errors and 5 % on".
 */
export function lastValue({ metric }: Alarm): string {
  if (!metric) return ''
  const { name, math, share, last, threshold, comparison, periodSeconds } = metric
  const what = math ? '' : `${name}: `
  const value = share && last.value !== null ? shareWords(share, last.value, last.counts) : null
  const shown = value ?? (last.value === null ? 'no datapoint' : number(last.value))
  const none = last.value === null ? (withoutDatapoint[metric.treatMissingData] ?? '') : ''
  const newest = `${what}${shown} in the last ${length(periodSeconds)}${none}`
  return share && comparison === '≥'
    ? `${newest}; ${raisedFrom(share, threshold)}`
    : `${newest}, threshold ${comparison} ${number(threshold)}${share ? '\u00a0%' : ''}`
}

const missing: Record<string, string> = {
  missing: 'a period without a datapoint is missing: when all are, the state is INSUFFICIENT DATA',
  ignore: 'a period without a datapoint leaves the state as it is',
  breaching: 'a period without a datapoint counts as a breach',
  notBreaching: 'a period without a datapoint counts as good',
}

/** What an alarm evaluates, in a sentence. */
export function conditionOf({ metric, rule }: Alarm): string {
  if (rule !== undefined) return `In alarm when ${rule}.`
  if (!metric) return ''
  const { statistic, name, math, share, comparison, threshold, periodSeconds } = metric
  const evaluated = math?.find((one) => one.evaluated)
  const limit = `${comparison} ${number(threshold)}`
  const what = share
    ? `${share.part}, ${full(share.least)} or more, are ${limit}\u00a0% of ${share.whole}`
    : `${evaluated ? evaluated.text : `${statistic} of ${name}`} is ${limit}`
  const { datapointsToAlarm: m, evaluationPeriods: n } = metric
  const period = aLength(periodSeconds)
  const when =
    n === 1
      ? `in ${period}`
      : m === n
        ? `in ${full(n)} periods of ${period}, one after another`
        : `in ${full(m)} of the last ${full(n)} periods of ${period}`
  return `In alarm when ${what} ${when}; ${missing[metric.treatMissingData] ?? metric.treatMissingData}.`
}

/** How often something must happen: "5 or more in 2 of 3 minutes". */
export const frequency = ({
  threshold,
  evaluationPeriods: n,
  datapointsToAlarm: m = n,
}: Pick<Rule, 'threshold' | 'evaluationPeriods' | 'datapointsToAlarm'>): string =>
  n === 1 ? `${threshold} or more within 1 minute` : `${threshold} or more in ${m} of ${n} minutes`
