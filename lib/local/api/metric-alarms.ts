import { readAlarms } from '@/lib/local/alarms/alarm-store'
import { type EvaluatedFrom, storeAlarm } from '@/lib/local/alarms/put-alarm'
import type { EngineContext } from '@/lib/local/context'
import { invalidAlarm } from './alarm-members'
import { readMetricAlarm } from './metric-alarm-input'

export async function putMetricAlarm(
  { store, clock }: EngineContext,
  input: unknown,
  evaluatedFrom: EvaluatedFrom = 'creation',
) {
  const definition = await readMetricAlarm(input)
  const name = definition.AlarmName
  await store.transaction(async (session) => {
    const { alarms } = await readAlarms(session)
    const old = alarms.find((alarm) => alarm.name === name)
    if (old?.kind === 'CompositeAlarm') {
      throw invalidAlarm(`There is a composite alarm of the name ${name}. Delete it first.`)
    }
    const kind = 'MetricAlarm'
    await storeAlarm(session, { kind, definition }, { old, nowMs: clock(), evaluatedFrom })
  })
  return {}
}
