import { type Line, newLine } from './line'
import { newTurns, type Turns } from './turns'

export interface ScheduleSettings {
  /** Of each operation that is not {@link faster}. */
  callsPerSecond: number
  concurrentQueries: number
}

export interface Schedule {
  turnsOf(operation: string): Turns
  /** The queries that run, and those that wait for it. */
  line: Line
}

// The query that these are about is paid for, whatever CloudWatch does with our calls.
const waiting = new Set(['GetQueryResults', 'StopQuery', 'DescribeQueries'])

const faster: Record<string, number> = {
  // One reading of alarms asks for the metrics of each alarm with an expression, and the quota is 500 a second.
  GetMetricData: 5,
  // Whoever leaves a page leaves all of its queries, and each costs until it is stopped.
  StopQuery: 5,
}

// Shorter than the minute between two refreshes, however often it has grown.
const pauseMs = 10_000

/** When this process may call CloudWatch, for all operations and all viewers. */
export function newSchedule(
  { callsPerSecond, concurrentQueries }: ScheduleSettings,
  clock: () => number = () => performance.now(),
): Schedule {
  const turns = new Map<string, Turns>()
  return {
    line: newLine({ limit: concurrentQueries, clock }),
    turnsOf(operation) {
      const known = turns.get(operation)
      if (known) return known
      const made = newTurns({
        operation,
        perSecond: callsPerSecond * (faster[operation] ?? 1),
        waits: waiting.has(operation),
        clock,
        pauseMs,
      })
      turns.set(operation, made)
      return made
    },
  }
}
