/** A part of a regular expression. */
export interface Node {
  /** As RE2; of groups that capture `only` this one (0: none), or all. */
  write: (only?: number) => string
  canBeEmpty: boolean
  /** About how many instructions it takes. */
  cost: number
  /** How often the innermost part is repeated by numbers. */
  repeats: number
}

export function piece(text: string, cost: number, canBeEmpty = false): Node {
  return { write: () => text, canBeEmpty, cost, repeats: 1 }
}
const anyOf = (nodes: readonly Node[]): Pick<Node, 'cost' | 'repeats'> => ({
  cost: nodes.reduce((sum, { cost }) => sum + cost, 1),
  repeats: nodes.reduce((most, { repeats }) => Math.max(most, repeats), 1),
})
export const sequence = (parts: readonly Node[]): Node => ({
  ...anyOf(parts),
  write: (only) => parts.map((part) => part.write(only)).join(''),
  canBeEmpty: parts.every((part) => part.canBeEmpty),
})
export const choice = (options: readonly Node[]): Node => ({
  ...anyOf(options),
  write: (only) => options.map((option) => option.write(only)).join('|'),
  canBeEmpty: options.some((option) => option.canBeEmpty),
})
