import {
  type EvaluatedFrom,
  type NewAlarm,
  readAlarms,
  type StoredAlarm,
  storeAlarm,
} from '@/lib/local/alarms/alarm-store'
import { alarmName } from '@/lib/local/alarms/definition'
import { alarmTags, type Tag } from '@/lib/local/alarms/tag-store'
import { validationError } from '@/lib/local/aws-error'
import type { EngineContext } from '@/lib/local/context'
import { listOf, oneOf } from '@/lib/local/input'
import { checkTags, tagList } from './tag-list'

export const alarmError = 'ValidationError'

export const alarmNames = listOf(alarmName, 0, 100)
export const alarmState = oneOf(['INSUFFICIENT_DATA', 'ALARM', 'OK'])
export const alarmType = oneOf(['MetricAlarm', 'CompositeAlarm', 'LogAlarm'])

const arn = /^arn:[^:]+:([^:]+):[^:]*:[^:]*:.+$/

/** The services whose ARNs an alarm may have as actions: topics, functions, OpsItems, incidents, investigations. */
const ofAnyAlarm = ['sns', 'lambda', 'ssm', 'ssm-incidents', 'aiops']
/** Actions on the instances that a metric is of, such as arn:aws:automate:eu-central-1:ec2:stop. */
const ofInstances = ['automate', 'swf', 'autoscaling']
const actionServices = {
  MetricAlarm: [...ofAnyAlarm, ...ofInstances],
  CompositeAlarm: ofAnyAlarm,
}

function checkActions({ kind, definition }: NewAlarm): void {
  const { OKActions, AlarmActions, InsufficientDataActions } = definition
  const services = actionServices[kind]
  for (const action of [...OKActions, ...AlarmActions, ...InsufficientDataActions]) {
    const [, service] = arn.exec(action) ?? []
    if (service === undefined) throw validationError(`Invalid arn syntax: ${action}`)
    if (!services.includes(service))
      throw validationError(
        `${action} is no action of a ${kind === 'MetricAlarm' ? 'metric' : 'composite'} alarm: use the ARN of one of the services ${services.join(', ')}.`,
      )
  }
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
  checkActions({ kind, definition })
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
    if (!old) await alarmTags.add(session, name, tags)
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
