import { z } from 'zod'
import { readAlarms } from '@/lib/local/alarms/alarm-store'
import { redefine } from '@/lib/local/alarms/put-alarm'
import type { EngineContext } from '@/lib/local/context'
import { read } from '@/lib/local/input'
import { alarmError, alarmNames } from './alarm-members'

const names = z.object({ AlarmNames: alarmNames })

/** Turns the actions of alarms on or off; names of no alarm are passed over, as CloudWatch does. */
const turn = (ActionsEnabled: boolean) => async (context: EngineContext, input: unknown) => {
  const { AlarmNames } = read(names, input, alarmError)
  await context.store.transaction(async (session) => {
    const { alarms } = await readAlarms(session)
    for (const alarm of alarms) {
      if (AlarmNames.includes(alarm.name))
        await redefine(session, alarm, { ...alarm.definition, ActionsEnabled }, context.clock())
    }
  })
  return {}
}

export const enableAlarmActions = turn(true)
export const disableAlarmActions = turn(false)
