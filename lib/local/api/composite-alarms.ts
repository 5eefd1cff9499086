import { AlarmCycle, childrenFirst } from '@/lib/alarms/children-first'
import { readRule } from '@/lib/alarms/rule'
import { readAlarms, type StoredAlarm } from '@/lib/local/alarms/alarm-store'
import { type EvaluatedFrom, storeAlarm } from '@/lib/local/alarms/put-alarm'
import { arnOfAlarm } from '@/lib/local/arn'
import type { EngineContext } from '@/lib/local/context'
import { invalidAlarm } from './alarm-members'
import { readCompositeAlarm } from './composite-alarm-input'

function checkChildren(name: string, children: readonly string[], alarms: readonly StoredAlarm[]) {
  const known = new Set(alarms.map((alarm) => alarm.name))
  const missing = children.filter((child) => !known.has(child) && child !== name)
  if (missing.length > 0) {
    throw invalidAlarm(
      `Could not save the composite alarm as alarms [${missing.map(arnOfAlarm).join(', ')}] in the alarm rule do not exist`,
    )
  }
  const childrenOf = (alarm: string): readonly string[] => {
    if (alarm === name) return children
    const found = alarms.find((one) => one.name === alarm)
    return found?.kind === 'CompositeAlarm' ? readRule(found.definition.AlarmRule).children : []
  }
  try {
    childrenFirst([...known.add(name)], (alarm) => alarm, childrenOf)
  } catch (problem) {
    throw problem instanceof AlarmCycle ? invalidAlarm(problem.message) : problem
  }
}

export async function putCompositeAlarm(
  { store, clock }: EngineContext,
  input: unknown,
  evaluatedFrom: EvaluatedFrom = 'creation',
) {
  const { definition, rule } = readCompositeAlarm(input)
  const name = definition.AlarmName
  await store.transaction(async (session) => {
    const { alarms } = await readAlarms(session)
    const old = alarms.find((alarm) => alarm.name === name)
    if (old?.kind === 'MetricAlarm') {
      throw invalidAlarm(`There is a metric alarm of the name ${name}. Delete it first.`)
    }
    checkChildren(name, rule.children, alarms)
    const kind = 'CompositeAlarm'
    await storeAlarm(session, { kind, definition }, { old, nowMs: clock(), evaluatedFrom })
  })
  return {}
}
