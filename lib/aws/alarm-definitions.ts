import type { CompositeAlarm, MetricAlarm } from '@aws-sdk/client-cloudwatch'
import { describeAlarms } from './alarm-calls'
import { Failed, failureOf } from './failures'

/** The definitions of metric and composite alarms: all, or those of these names. Throws {@link Failed}. */
export async function alarmDefinitions(
  names?: readonly string[],
  signal?: AbortSignal,
): Promise<(MetricAlarm & CompositeAlarm)[]> {
  try {
    const { metric, composite } = await describeAlarms(signal, names)
    return [...metric, ...composite]
  } catch (error) {
    signal?.throwIfAborted()
    throw new Failed(failureOf(error, 'cloudwatch:DescribeAlarms'))
  }
}
