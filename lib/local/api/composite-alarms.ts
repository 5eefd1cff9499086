import { AlarmCycle, childrenFirst } from '@/lib/alarms/children-first'
import { type CompositeRule, nameOfAlarm, readRule } from '@/lib/alarms/rule'
import { RuleProblem } from '@/lib/alarms/rule-tokens'
import { childrenOf, type EvaluatedFrom, type StoredAlarm } from '@/lib/local/alarms/alarm-store'
import { type CompositeDefinition, compositeAlarm } from '@/lib/local/alarms/definition'
import { arnOfAlarm } from '@/lib/local/arn'
import { validationError } from '@/lib/local/aws-error'
import type { EngineContext } from '@/lib/local/context'
import { read } from '@/lib/local/input'
import { alarmError, putAlarm } from './alarm-members'
import { tagsOf } from './tags'

const periods = ['ActionsSuppressorWaitPeriod', 'ActionsSuppressorExtensionPeriod'] as const

function checkSuppressor(definition: CompositeDefinition): void {
  const { ActionsSuppressor, AlarmName } = definition
  for (const period of periods) {
    if ((definition[period] === undefined) === (ActionsSuppressor === undefined)) continue
    throw validationError(
      ActionsSuppressor === undefined
        ? `${period} goes with ActionsSuppressor only.`
        : `${period} is required when ActionsSuppressor is specified.`,
    )
  }
  if (ActionsSuppressor !== undefined && nameOfAlarm(ActionsSuppressor) === AlarmName)
    throw validationError('An alarm cannot be its own ActionsSuppressor.')
}

/** Reads the input of PutCompositeAlarm. Throws a ValidationError, in a rule with its position. */
function readCompositeAlarm(input: unknown): {
  definition: CompositeDefinition
  rule: CompositeRule
} {
  const definition = read(compositeAlarm, input, alarmError)
  checkSuppressor(definition)
  try {
    return { definition, rule: readRule(definition.AlarmRule) }
  } catch (problem) {
    throw problem instanceof RuleProblem ? validationError(problem.message) : problem
  }
}

function checkChildren(name: string, children: readonly string[], alarms: readonly StoredAlarm[]) {
  const known = new Set(alarms.map((alarm) => alarm.name))
  const missing = children.filter((child) => !known.has(child) && child !== name)
  if (missing.length > 0) {
    throw validationError(
      `Could not save the composite alarm as alarms [${missing.map(arnOfAlarm).join(', ')}] in the alarm rule do not exist`,
    )
  }
  const readBy = (alarm: string): readonly string[] => {
    if (alarm === name) return children
    const found = alarms.find((one) => one.name === alarm)
    return found ? childrenOf(found) : []
  }
  try {
    childrenFirst([...known.add(name)], (alarm) => alarm, readBy)
  } catch (problem) {
    throw problem instanceof AlarmCycle ? validationError(problem.message) : problem
  }
}

export async function putCompositeAlarm(
  context: EngineContext,
  input: unknown,
  evaluatedFrom: EvaluatedFrom = 'creation',
) {
  const { definition, rule } = readCompositeAlarm(input)
  const check = (alarms: readonly StoredAlarm[]) => {
    checkChildren(definition.AlarmName, rule.children, alarms)
    const { ActionsSuppressor: suppressor } = definition
    if (suppressor === undefined) return
    if (!alarms.some(({ name }) => name === nameOfAlarm(suppressor)))
      throw validationError(
        `Could not save the composite alarm as the ActionsSuppressor ${suppressor} does not exist`,
      )
  }
  const options = { evaluatedFrom, tags: tagsOf(input), check }
  return putAlarm(context, { kind: 'CompositeAlarm', definition }, options)
}
