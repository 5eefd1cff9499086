import { z } from 'zod'
import { readRule } from '@/lib/alarms/rule'
import { readAlarms, type StoredAlarm } from '@/lib/local/alarms/alarm-store'
import { deleteAlarm } from '@/lib/local/alarms/put-alarm'
import { AwsError } from '@/lib/local/aws-error'
import type { EngineContext } from '@/lib/local/context'
import { read } from '@/lib/local/input'
import { alarmError, alarmNames, invalidAlarm } from './alarm-members'

const names = z.object({ AlarmNames: alarmNames })

/** Those of these alarms on which a composite alarm depends that stays. */
export function neededAlarms(names: readonly string[], alarms: readonly StoredAlarm[]): string[] {
  const stay = alarms.filter(({ name }) => !names.includes(name))
  const children = new Set(
    stay.flatMap((alarm) =>
      alarm.kind === 'CompositeAlarm' ? readRule(alarm.definition.AlarmRule).children : [],
    ),
  )
  return names.filter((name) => children.has(name))
}

/** Deletes all of the alarms or none; their history stays. */
export async function deleteAlarms({ store, clock }: EngineContext, input: unknown) {
  const { AlarmNames } = read(names, input, alarmError)
  await store.transaction(async (session) => {
    const { alarms } = await readAlarms(session)
    const wanted = [...new Set(AlarmNames)]
    const found = alarms.filter(({ name }) => wanted.includes(name))
    if (found.length < wanted.length) {
      const missing = wanted.filter((name) => found.every((alarm) => alarm.name !== name))
      throw new AwsError('ResourceNotFound', `Unknown alarms: ${missing.join(', ')}`, 404)
    }
    if (found.filter(({ kind }) => kind === 'CompositeAlarm').length > 1) {
      throw invalidAlarm('At most one composite alarm can be deleted at once.')
    }
    const needed = neededAlarms(wanted, alarms)
    if (needed.length > 0) {
      throw invalidAlarm(
        `Cannot delete ${needed.join(',')} as there are composite alarm(s) depending on ${needed.length === 1 ? 'it' : 'them'}.`,
      )
    }
    for (const alarm of found) await deleteAlarm(session, alarm, clock())
  })
  return {}
}
