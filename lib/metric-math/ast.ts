import type { Span } from '@/lib/text/problem'
import type { Operator } from './operators'

export type CallNode = Span & { kind: 'call'; name: string; args: Node[] }

export type Node = Span &
  (
    | { kind: 'number'; value: number }
    | { kind: 'text'; value: string }
    /** A keyword such as DESC or REPEAT. */
    | { kind: 'word'; name: string }
    /** The Id of another query. */
    | { kind: 'reference'; id: string }
    | Omit<CallNode, keyof Span>
    | { kind: 'array'; items: Node[] }
    | { kind: 'minus'; operand: Node }
    | { kind: 'binary'; operator: Operator; left: Node; right: Node }
  )

function childrenOf(node: Node): Node[] {
  switch (node.kind) {
    case 'call':
      return node.args
    case 'array':
      return node.items
    case 'minus':
      return [node.operand]
    case 'binary':
      return [node.left, node.right]
    default:
      return []
  }
}

/** The node and all below it. */
export function* walk(node: Node): Generator<Node> {
  const waiting = [node]
  for (let next = waiting.pop(); next; next = waiting.pop()) {
    yield next
    waiting.push(...[...childrenOf(next)].reverse())
  }
}
