import { GetLogGroupFieldsCommand } from '@aws-sdk/client-cloudwatch-logs'
import type { LogField } from '@/lib/explore'
import { maskAddresses } from '@/lib/mask'
import { clients } from './cloudwatch'
import { runtime } from './runtime'

const limitMs = 10_000
// GetLogGroupFields looks at the eight minutes before and after its time.
const halfMs = 8 * 60_000

/** The fields of the log events just before `toMs` (epoch ms). Empty when they cannot be told: an editor works without. */
export async function logFields(toMs: number): Promise<LogField[]> {
  try {
    const { logGroupFields = [] } = await clients().logs.send(
      new GetLogGroupFieldsCommand({
        logGroupName: runtime().env.logGroup,
        time: Math.max(0, Math.floor((toMs - halfMs) / 1000)),
      }),
      { abortSignal: AbortSignal.timeout(limitMs) },
    )
    return logGroupFields.flatMap(({ name, percent = 0 }) =>
      name === undefined ? [] : [{ name: maskAddresses(name), percent }],
    )
  } catch {
    return []
  }
}
