import {
  type EvaluatedFrom,
  type NewAlarm,
  readAlarms,
  type StoredAlarm,
  storeAlarm,
} from '@/lib/local/alarms/alarm-store'
import { alarmName } from '@/lib/local/alarms/definition'
import { addTags, type Tag } from '@/lib/local/alarms/tag-store'
import { validationError } from '@/lib/local/aws-error'
import type { EngineContext } from '@/lib/local/context'
import { listOf, oneOf } from '@/lib/local/input'
import { checkTags, tagList } from './tag-list'

type Definition = NewAlarm['definition']

export const alarmError = 'ValidationError'

export const alarmNames = listOf(alarmName, 0, 100)
export const alarmState = oneOf(['INSUFFICIENT_DATA', 'ALARM', 'OK'])
export const alarmType = oneOf(['MetricAlarm', 'CompositeAlarm', 'LogAlarm'])

// A topic, a function, an action on an instance (arn:aws:automate:eu-central-1:ec2:stop), …
const arn = /^arn:[^:]+:[^:]+:[^:]*:[^:]*:.+$/

function checkActions({ OKActions, AlarmActions, InsufficientDataActions }: Definition): void {
  const wrong = [...OKActions, ...AlarmActions, ...InsufficientDataActions].find(
    (action) => !arn.test(action),
  )
  if (wrong !== undefined) throw validationError(`Invalid arn syntax: ${wrong}`)
}

/** What a request says beside the definition, or more strictly: older stores may have other names. */
export const ofPut = {
  AlarmName: alarmName.regex(/^\P{Cc}*$/u, 'Member must not have control characters'),
  Tags: tagList.default([]),
}

interface PutAlarm extends NewAlarm {
  tags: readonly Tag[]
  evaluatedFrom: EvaluatedFrom
  /** Throws when the other alarms do not allow this one. */
  check?: (others: readonly StoredAlarm[]) => void
}

/** Stores an alarm, if there is none of the other kind by its name and the others allow it. */
export async function putAlarm(
  { store, clock }: EngineContext,
  { kind, definition, tags, evaluatedFrom, check }: PutAlarm,
) {
  checkActions(definition)
  checkTags(tags)
  const name = definition.AlarmName
  await store.transaction(async (session) => {
    const { alarms } = await readAlarms(session)
    const old = alarms.find((alarm) => alarm.name === name)
    if (old && old.kind !== kind) {
      const other = old.kind === 'MetricAlarm' ? 'metric' : 'composite'
      throw validationError(`There is a ${other} alarm of the name ${name}. Delete it first.`)
    }
    check?.(alarms)
    await storeAlarm(session, { kind, definition }, { old, nowMs: clock(), evaluatedFrom })
    // As on CloudWatch, only a new alarm gets them.
    if (!old) await addTags(session, name, tags)
  })
  return {}
}

/** Refuses members that CloudWatch knows and this engine does not: left out silently they would be missed. */
export function refuseMembers(input: unknown, refused: Record<string, string>): void {
  if (typeof input !== 'object' || input === null) return
  for (const [name, reason] of Object.entries(refused)) {
    const value: unknown = Object.hasOwn(input, name) ? Reflect.get(input, name) : undefined
    if (value !== undefined && value !== null)
      throw validationError(`This engine does not know the parameter ${name}: ${reason}`)
  }
}
