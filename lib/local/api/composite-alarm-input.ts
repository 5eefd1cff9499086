import { type CompositeRule, RuleProblem, readRule } from '@/lib/alarms/rule'
import { type CompositeDefinition, compositeAlarm } from '@/lib/local/alarms/definition'
import { read } from '@/lib/local/input'
import { alarmError, invalidAlarm, refuseMembers } from './alarm-members'

const instead = 'write it into the rule: (…) AND NOT ALARM("the suppressor").'
const refused = {
  ActionsSuppressor: instead,
  ActionsSuppressorWaitPeriod: instead,
  ActionsSuppressorExtensionPeriod: instead,
}

/** Reads the input of PutCompositeAlarm. Throws a ValidationError, of a rule with the place that is wrong. */
export function readCompositeAlarm(input: unknown): {
  definition: CompositeDefinition
  rule: CompositeRule
} {
  refuseMembers(input, refused)
  const definition = read(compositeAlarm, input, alarmError)
  try {
    return { definition, rule: readRule(definition.AlarmRule) }
  } catch (problem) {
    throw problem instanceof RuleProblem ? invalidAlarm(problem.message) : problem
  }
}
