import { AwsError } from '@/lib/local/aws-error'
import type { Shape } from './shapes'

interface Node {
  value?: string
  members: Map<string, Node>
}

/** Deeper than any member of CloudWatch lies. */
const maxDepth = 24

const malformed = (message: string) => new AwsError('MalformedInput', message)

function treeOf(form: URLSearchParams): Node {
  const root: Node = { members: new Map() }
  for (const [key, value] of form) {
    const steps = key.split('.', maxDepth + 1)
    if (steps.length > maxDepth) throw malformed('The name of a parameter has too many parts.')
    let node = root
    for (const step of steps) {
      let next = node.members.get(step)
      if (!next) {
        next = { members: new Map() }
        node.members.set(step, next)
      }
      node = next
    }
    node.value = value
  }
  return root
}

const index = /^[1-9]\d{0,8}$/

/** The numbered members of a list or map, in the order of their numbers. */
const numbered = (node: Node | undefined): Node[] =>
  [...(node?.members ?? [])]
    .filter(([name]) => index.test(name))
    .sort(([a], [b]) => Number(a) - Number(b))
    .map(([, member]) => member)

/** A number; null for what is none. Python writes nan and inf. */
function numberIn(text: string): number | null {
  if (/^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i.test(text)) return Number(text)
  if (/^nan$/i.test(text)) return Number.NaN
  const [, minus] = /^(-?)inf(?:inity)?$/i.exec(text) ?? []
  if (minus === undefined) return null
  return minus === '' ? Number.POSITIVE_INFINITY : Number.NEGATIVE_INFINITY
}

function scalarOf(shape: Shape, text: string, at: string): unknown {
  if (shape.isTimestampSchema()) return /^\d+(?:\.\d+)?$/.test(text) ? Number(text) : text
  if (shape.isBooleanSchema()) {
    if (/^(?:true|false)$/i.test(text)) return text.toLowerCase() === 'true'
    throw malformed(`The value of ${at} is not true or false.`)
  }
  if (!shape.isNumericSchema()) return text
  const number = numberIn(text)
  if (number === null) throw malformed(`The value of ${at} is not a number.`)
  return number
}

function memberOf(shape: Shape, node: Node, at: string): unknown {
  if (shape.isStructSchema()) {
    const members: Record<string, unknown> = {}
    for (const [name, member] of shape.structIterator()) {
      const found = node.members.get(name)
      if (found) members[name] = memberOf(member, found, at === '' ? name : `${at}.${name}`)
    }
    return members
  }
  if (shape.isListSchema())
    return numbered(node.members.get('member')).map((item, n) =>
      memberOf(shape.getValueSchema(), item, `${at}.member.${n + 1}`),
    )
  if (shape.isMapSchema())
    return Object.fromEntries(
      numbered(node.members.get('entry')).flatMap((entry, n) => {
        const value = entry.members.get('value')
        const inMap = `${at}.entry.${n + 1}.value`
        return value
          ? [
              [
                entry.members.get('key')?.value ?? '',
                memberOf(shape.getValueSchema(), value, inMap),
              ],
            ]
          : []
      }),
    )
  return scalarOf(shape, node.value ?? '', at)
}

/** Reads what a form says, by the shape of an operation's input: `MetricData.member.1.Value=5`. Throws MalformedInput. */
export const readForm = (shape: Shape, form: URLSearchParams): unknown =>
  shape.isStructSchema() ? memberOf(shape, treeOf(form), '') : {}
