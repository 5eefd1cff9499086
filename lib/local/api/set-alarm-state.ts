import { z } from 'zod'
import { readAlarms, writeState } from '@/lib/local/alarms/alarm-store'
import { alarmName } from '@/lib/local/alarms/definition'
import { changeMs, evaluateParents } from '@/lib/local/alarms/evaluate-parents'
import { transition } from '@/lib/local/alarms/transition'
import { AwsError } from '@/lib/local/aws-error'
import type { EngineContext } from '@/lib/local/context'
import { read, text } from '@/lib/local/input'
import { alarmError, alarmState } from './alarm-members'

const set = z.object({
  AlarmName: alarmName,
  StateValue: alarmState,
  StateReason: text(0, 1023),
  StateReasonData: text(0, 4000).optional(),
})

function checkJson(data: string) {
  try {
    JSON.parse(data)
  } catch {
    throw new AwsError('InvalidFormat', 'StateReasonData must be JSON.')
  }
}

export async function setAlarmState(context: EngineContext, input: unknown) {
  const asked = read(set, input, alarmError)
  const reasonData = asked.StateReasonData ?? null
  if (reasonData !== null) checkJson(reasonData)
  await context.store.transaction(async (session) => {
    const { alarms } = await readAlarms(session)
    const alarm = alarms.find(({ name }) => name === asked.AlarmName)
    if (!alarm) throw new AwsError('ResourceNotFound', `Unknown alarm ${asked.AlarmName}`, 404)
    const nowMs = context.clock()
    const now = { state: asked.StateValue, reason: asked.StateReason, reasonData }
    const atMs = changeMs(alarm, nowMs)
    if (alarm.state === asked.StateValue) {
      // No change of state: another reason.
      await writeState(session, Object.assign(alarm, now, { updatedMs: atMs }))
      return
    }
    await transition(context, session, alarm, { ...now, atMs })
    // Composite alarms follow at once: at the next minute the alarm is evaluated afresh, before they are.
    await evaluateParents(context, session, alarms, new Set([alarm.name]), {
      nowMs,
      failed: () => {},
    })
  })
  return {}
}
