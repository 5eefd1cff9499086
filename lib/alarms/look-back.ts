import { dayMs, hourMs } from '@/lib/time'

const inSeconds = (ms: number) => ms / 1000

/** Why an alarm may not look back over so many periods, in CloudWatch's words; null when it may. */
export function lookBackProblem(evaluationPeriods: number, periodSeconds: number): string | null {
  const seconds = evaluationPeriods * periodSeconds
  if (periodSeconds < inSeconds(hourMs) && seconds > inSeconds(dayMs))
    return 'Metrics cannot be checked across more than a day (EvaluationPeriods * Period must be <= 86400).'
  if (seconds > 7 * inSeconds(dayMs))
    return 'Metrics cannot be checked across more than a week (EvaluationPeriods * Period must be <= 604800) for alarms using period >= 3600'
  return null
}
