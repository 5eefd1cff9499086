import { type JudgedFrom, keepAlarm } from '@/lib/local/alarms/keep'
import { readAlarms } from '@/lib/local/alarms/kept'
import { invalidAlarm } from './alarm-members'
import type { Box } from './box'
import { readMetricAlarm } from './metric-alarm-input'

export async function putMetricAlarm(
  { store, clock }: Box,
  input: unknown,
  judgedFrom: JudgedFrom = 'creation',
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
    await keepAlarm(session, { kind, definition }, { old, nowMs: clock(), judgedFrom })
  })
  return {}
}
