import {
  type CompositeAlarm,
  DescribeAlarmsCommand,
  type DescribeAlarmsCommandOutput,
  type MetricAlarm,
} from '@aws-sdk/client-cloudwatch'
import { clients } from './cloudwatch'
import { Failed, failureOf } from './failures'

const callLimitMs = 20_000
const mostPages = 50

/** The definitions of metric and composite alarms: all, or those of these names. Throws {@link Failed}. */
export async function alarmDefinitions(
  names?: readonly string[],
  signal?: AbortSignal,
): Promise<(MetricAlarm & CompositeAlarm)[]> {
  const found: (MetricAlarm & CompositeAlarm)[] = []
  let NextToken: string | undefined
  try {
    for (let pages = 0; pages < mostPages; pages += 1) {
      const deadline = AbortSignal.timeout(callLimitMs)
      const page: DescribeAlarmsCommandOutput = await clients().metrics.send(
        new DescribeAlarmsCommand({
          AlarmNames: names && [...names],
          AlarmTypes: ['MetricAlarm', 'CompositeAlarm'],
          MaxRecords: 100,
          NextToken,
        }),
        { abortSignal: signal ? AbortSignal.any([deadline, signal]) : deadline },
      )
      found.push(...(page.MetricAlarms ?? []), ...(page.CompositeAlarms ?? []))
      if (!page.NextToken || page.NextToken === NextToken) break
      NextToken = page.NextToken
    }
    return found
  } catch (error) {
    signal?.throwIfAborted()
    throw new Failed(failureOf(error, 'cloudwatch:DescribeAlarms'))
  }
}
