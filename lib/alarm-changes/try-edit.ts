import { failureOf } from '@/lib/aws/failures'
import { type BackTestReading, testDefinitions } from '@/lib/back-test/read'
import { describedAlarm } from './change'
import { type AlarmEdit, edited } from './edit'

interface Options {
  /** Epoch ms. */
  range: { fromMs: number; toMs: number }
  signal?: AbortSignal
}

/** Runs an alarm over the past as it is, and then as it would be after an edit. Rejects only with the signal's reason. */
export async function tryEdit(
  name: string,
  edit: AlarmEdit,
  options: Options,
): Promise<BackTestReading> {
  try {
    const { metric } = await describedAlarm(name, options.signal)
    const input = metric && edited(metric, edit)
    if (!input) {
      const message = 'Only an alarm on metrics can be edited here.'
      return { ok: false, wrong: { field: 'alarm', message } }
    }
    if ('field' in input) return { ok: false, wrong: input }
    return await testDefinitions([metric, { ...input, AlarmName: `${name}, edited` }], options)
  } catch (error) {
    options.signal?.throwIfAborted()
    return { ok: false, failure: failureOf(error, 'cloudwatch:DescribeAlarms') }
  }
}
