import type { Transformation } from './metric-filter-store'

/** Whether every event that matches counts the same, in one series. */
export const isConstant = ({ metricValue, dimensions }: Transformation) =>
  !metricValue.startsWith('$') && Object.keys(dimensions ?? {}).length === 0
