import { parseObject } from '@/lib/access-log/json'
import type { Selector, Step } from './ast'

function below(node: unknown, step: Step): unknown[] {
  if (typeof node !== 'object' || node === null) return []
  if (step === '*') return Object.values(node)
  if ('at' in step) return Array.isArray(node) && step.at < node.length ? [node[step.at]] : []
  return Object.hasOwn(node, step.key) ? [(node as Record<string, unknown>)[step.key]] : []
}

/** The members of a JSON event that a selector points to, lists, objects and null among them. */
export function membersAt({ steps }: Selector): (message: string) => unknown[] {
  return (message) => {
    const object = parseObject(message)
    return steps.reduce<unknown[]>(
      (nodes, step) => nodes.flatMap((node) => below(node, step)),
      object === null ? [] : [object],
    )
  }
}
