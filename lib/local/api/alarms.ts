import * as z from 'zod'
import {
  childrenOf,
  deleteAlarm,
  readAlarms,
  redefine,
  type StoredAlarm,
  writeState,
} from '@/lib/local/alarms/alarm-store'
import { alarmName } from '@/lib/local/alarms/definition'
import { changeMs, evaluateParents } from '@/lib/local/alarms/evaluate-composite'
import { transition } from '@/lib/local/alarms/transition'
import { AwsError, validationError } from '@/lib/local/aws-error'
import type { EngineContext } from '@/lib/local/context'
import { read, text } from '@/lib/local/input'
import { jsonIn } from '@/lib/local/json'
import { alarmError, alarmNames, alarmState } from './alarm-members'

const set = z.object({
  AlarmName: alarmName,
  StateValue: alarmState,
  StateReason: text(0, 1023),
  StateReasonData: text(0, 4000).optional(),
})

export async function setAlarmState(context: EngineContext, input: unknown) {
  const request = read(set, input, alarmError)
  const reasonData = request.StateReasonData ?? null
  if (reasonData !== null && jsonIn(reasonData) === undefined)
    throw new AwsError('InvalidFormat', 'StateReasonData must be JSON.')
  await context.store.transaction(async (session) => {
    const { alarms } = await readAlarms(session)
    const alarm = alarms.find(({ name }) => name === request.AlarmName)
    if (!alarm) throw new AwsError('ResourceNotFound', `Unknown alarm ${request.AlarmName}`, 404)
    const nowMs = context.clock()
    const now = { state: request.StateValue, reason: request.StateReason, reasonData }
    const atMs = changeMs(alarm, nowMs)
    if (alarm.state === request.StateValue) {
      // Same state, another reason.
      await writeState(session, Object.assign(alarm, now, { updatedMs: atMs }))
      return
    }
    await transition(context, session, alarm, { ...now, atMs })
    // Parents follow at once: the next minute evaluates the alarm anew, before its parents.
    await evaluateParents(context, session, alarms, new Set([alarm.name]), {
      nowMs,
      failed: () => {},
    })
  })
  return {}
}

const names = z.object({ AlarmNames: alarmNames })

/** Enables or disables the actions of alarms; unknown names are ignored, as CloudWatch does. */
const setActions = (ActionsEnabled: boolean) => async (context: EngineContext, input: unknown) => {
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

export const enableAlarmActions = setActions(true)
export const disableAlarmActions = setActions(false)

/** The alarms among these that a remaining composite alarm reads. */
export function neededAlarms(names: readonly string[], alarms: readonly StoredAlarm[]): string[] {
  const remaining = alarms.filter(({ name }) => !names.includes(name))
  const children = new Set(remaining.flatMap(childrenOf))
  return names.filter((name) => children.has(name))
}

/** Deletes the alarms, then names those that there are not, as CloudWatch does; their history remains. */
export async function deleteAlarms({ store, clock }: EngineContext, input: unknown) {
  const wanted = [...new Set(read(names, input, alarmError).AlarmNames)]
  const missing = await store.transaction(async (session) => {
    const { alarms } = await readAlarms(session)
    const found = alarms.filter(({ name }) => wanted.includes(name))
    if (found.filter(({ kind }) => kind === 'CompositeAlarm').length > 1) {
      throw validationError('At most one composite alarm can be deleted at once.')
    }
    const needed = neededAlarms(wanted, alarms)
    if (needed.length > 0) {
      throw validationError(
        `Cannot delete ${needed.join(',')} as there are composite alarm(s) depending on ${needed.length === 1 ? 'it' : 'them'}.`,
      )
    }
    for (const alarm of found) await deleteAlarm(session, alarm, clock())
    return wanted.filter((name) => found.every((alarm) => alarm.name !== name))
  })
  if (missing.length > 0)
    throw new AwsError('ResourceNotFound', `Unknown alarms: ${missing.join(', ')}`, 404)
  return {}
}
