import { parseObject } from '@/lib/access-log/json'
import type { Selector, Step } from './ast'

function below(node: unknown, step: Step): unknown[] {
  if (typeof node !== 'object' || node === null) return []
  if (step === '*') return Object.values(node)
  if (Array.isArray(node)) return 'at' in step && step.at < node.length ? [node[step.at]] : []
  if ('at' in step) return []
  return Object.hasOwn(node, step.key) ? [(node as Record<string, unknown>)[step.key]] : []
}

/** The members of a JSON object that steps lead to, lists, objects and null among them. */
export const membersOf = (object: object, steps: readonly Step[]): unknown[] =>
  steps.reduce<unknown[]>((nodes, step) => nodes.flatMap((node) => below(node, step)), [object])

/** The members of a JSON event that a selector points to. */
export function membersAt({ steps }: Selector): (message: string) => unknown[] {
  return (message) => {
    const object = parseObject(message)
    return object === null ? [] : membersOf(object, steps)
  }
}
