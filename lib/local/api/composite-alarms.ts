import { AlarmCycle, childrenFirst } from '@/lib/alarms/children-first'
import { type CompositeRule, nameOfAlarm, type RuleNode, readRule } from '@/lib/alarms/rule'
import { newLexer, RuleProblem } from '@/lib/alarms/rule-tokens'
import { childrenOf, type EvaluatedFrom, type StoredAlarm } from '@/lib/local/alarms/alarm-store'
import { type CompositeDefinition, compositeAlarm } from '@/lib/local/alarms/definition'
import type { Tag } from '@/lib/local/alarms/tag-store'
import { arnOfAlarm } from '@/lib/local/arn'
import { validationError } from '@/lib/local/aws-error'
import type { EngineContext } from '@/lib/local/context'
import { read } from '@/lib/local/input'
import { alarmError, ofPut, putAlarm } from './alarm-members'

const put = compositeAlarm.extend(ofPut)

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

const maxElements = 500

function parenthesesIn(rule: string): number {
  const tokenAfter = newLexer(rule)
  let open = 0
  for (let token = tokenAfter(0); token.kind !== 'end'; token = tokenAfter(token.end))
    if (token.kind === 'mark' && token.text === '(') open += 1
  return open
}

/** The alarms, TRUE and FALSE in a rule, and how many parentheses belong to words: `ALARM(x)` has one, AT_LEAST two. */
function partsOf(node: RuleNode): { elements: number; ofWords: number } {
  switch (node.kind) {
    case 'constant':
      return { elements: 1, ofWords: 0 }
    case 'state':
      return { elements: 1, ofWords: 1 }
    case 'at least':
      return { elements: node.alarms.length, ofWords: 2 }
    case 'not':
      return partsOf(node.operand)
    default:
      return node.operands.map(partsOf).reduce((sum, part) => ({
        elements: sum.elements + part.elements,
        ofWords: sum.ofWords + part.ofWords,
      }))
  }
}

/** What CloudWatch counts in a rule: alarms as often as they are named, TRUE and FALSE, and parentheses. */
function elementsOf(rule: string, { node }: CompositeRule): number {
  const { elements, ofWords } = partsOf(node)
  return elements + parenthesesIn(rule) - ofWords
}

/** Checked where a rule is put only: those that older versions stored go on. */
function checkElements(text: string, rule: CompositeRule): CompositeRule {
  const elements = elementsOf(text, rule)
  if (elements > maxElements)
    throw validationError(
      `An AlarmRule may have at most ${maxElements} elements (alarms, TRUE or FALSE, and pairs of parentheses), not ${elements}.`,
    )
  return rule
}

/** Reads the input of PutCompositeAlarm. Throws a ValidationError, in a rule with its position. */
function readCompositeAlarm(input: unknown): {
  definition: CompositeDefinition
  tags: Tag[]
  rule: CompositeRule
} {
  const { Tags: tags, ...definition } = read(put, input, alarmError)
  checkSuppressor(definition)
  try {
    return {
      definition,
      tags,
      rule: checkElements(definition.AlarmRule, readRule(definition.AlarmRule)),
    }
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
  const { definition, tags, rule } = readCompositeAlarm(input)
  const check = (alarms: readonly StoredAlarm[]) => {
    checkChildren(definition.AlarmName, rule.children, alarms)
    const { ActionsSuppressor: suppressor } = definition
    if (suppressor === undefined) return
    if (!alarms.some(({ name }) => name === nameOfAlarm(suppressor)))
      throw validationError(
        `Could not save the composite alarm as the ActionsSuppressor ${suppressor} does not exist`,
      )
  }
  return putAlarm(context, { kind: 'CompositeAlarm', definition, tags, evaluatedFrom, check })
}
