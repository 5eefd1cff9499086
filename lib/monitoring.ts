/** The metric filters and alarms that a watched log group has, declared once. */
export interface Monitoring {
  retentionDays: number
  metricFilters: { name: string; pattern: string; namespace: string; metric: string }[]
  alarms: {
    name: string
    description: string
    namespace: string
    metric: string
    comparison: 'GreaterThanThreshold' | 'GreaterThanOrEqualToThreshold'
    threshold: number
    periodSeconds: number
    evaluationPeriods: number
  }[]
}

const namespace = 'CafeWatch'

const counting = (status: string) => ({
  filter: {
    name: `${status}-Errors`,
    pattern: `{ $.status = "${status}" }`,
    namespace,
    metric: `${status}-Errors`,
  },
  alarm: {
    name: `${status}-Errors`,
    description: `More than 5 requests answered with ${status} within 1 minute`,
    namespace,
    metric: `${status}-Errors`,
    comparison: 'GreaterThanThreshold' as const,
    threshold: 5,
    periodSeconds: 60,
    evaluationPeriods: 1,
  },
})

const watched = ['404', '500'].map(counting)

export const monitoring: Monitoring = {
  retentionDays: 180,
  metricFilters: watched.map(({ filter }) => filter),
  alarms: watched.map(({ alarm }) => alarm),
}
