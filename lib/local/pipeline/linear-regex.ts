/**
 * Tests the regular expressions of filter patterns, which know no parentheses, in time that grows no
 * faster than the text: JavaScript's own would stand still for hours on `.*.*.*x` and a long line.
 */

/** One character of a text, how often it may come, or a place. */
interface Piece {
  matches: (character: string) => boolean
  least: number
  most: number
  place?: 'start' | 'end'
}

const pieces =
  /(\^)|(\$)|(\[(?:\\.|[^\]\\])*\]|\\x[\da-fA-F]{2}|\\.|[^\\])(?:([*+?]|\{\d+(?:,\d*)?\})\??)?/gs
const unknownEscape = /\\(?:[^dDsSwWtnrfvx\W_]|x(?![\da-fA-F]{2}))/
const mostStates = 2_000

function once(atom: string): Piece['matches'] {
  const known = new Map<string, boolean>()
  const expression = new RegExp(`^${atom}$`)
  return (character) => {
    let answer = known.get(character)
    if (answer === undefined) {
      answer = expression.test(character)
      if (known.size < 1_000) known.set(character, answer)
    }
    return answer
  }
}

function countOf(quantifier: string | undefined): Pick<Piece, 'least' | 'most'> {
  if (quantifier === undefined) return { least: 1, most: 1 }
  if (quantifier === '*') return { least: 0, most: Number.POSITIVE_INFINITY }
  if (quantifier === '+') return { least: 1, most: Number.POSITIVE_INFINITY }
  if (quantifier === '?') return { least: 0, most: 1 }
  const [least = 0, most = least] = quantifier
    .slice(1, -1)
    .split(',')
    .map((digits) => (digits === '' ? Number.POSITIVE_INFINITY : Number(digits)))
  return { least, most }
}

const never = () => false

function branchesOf(source: string): Piece[][] {
  const branches: Piece[][] = [[]]
  for (const [, start, end, atom, quantifier] of source.matchAll(pieces)) {
    const branch = branches.at(-1) as Piece[]
    if (start) branch.push({ matches: never, least: 0, most: 0, place: 'start' })
    else if (end) branch.push({ matches: never, least: 0, most: 0, place: 'end' })
    else if (atom === '|') branches.push([])
    else if (atom) branch.push({ matches: once(atom), ...countOf(quantifier) })
  }
  return branches
}

/** A branch as states: each takes one character, or may be left out, or stands for a place. */
interface State {
  matches: Piece['matches']
  /** May be skipped. */
  optional: boolean
  /** Stays after it has matched. */
  again: boolean
  place?: Piece['place']
}

function statesOf(branch: Piece[]): State[] {
  return branch.flatMap(({ matches, least, most, place }): State[] => {
    if (place) return [{ matches, optional: false, again: false, place }]
    const one = { matches, optional: false, again: false }
    const needed = Array.from({ length: least }, () => one)
    if (most === Number.POSITIVE_INFINITY)
      return [...needed, { matches, optional: true, again: true }]
    const more = Array.from({ length: most - least }, () => ({ ...one, optional: true }))
    return [...needed, ...more]
  })
}

/** Whether the states match anywhere in the text: all ways through them are walked at once. */
function walk(states: State[], text: string): boolean {
  let now = new Set<number>()
  for (let at = 0; at <= text.length; at += 1) {
    now.add(0)
    // A set is walked through while it grows: what may be skipped leads on at once.
    for (const state of now) {
      if (state === states.length) return true
      const { optional, place } = states[state] as State
      const here = place === 'start' ? at === 0 : place === 'end' && at === text.length
      if (optional || here) now.add(state + 1)
    }
    const character = text[at]
    if (character === undefined) return false
    const next = new Set<number>()
    for (const state of now) {
      const { matches, again } = states[state] as State
      if (matches(character)) next.add(again ? state : state + 1)
    }
    now = next
  }
  return false
}

/** A test of a text; JavaScript's own way is taken where it needs at most so many steps. Throws for what is no regular expression, has escapes that are not known, or repeats too much. */
export function linearRegex(source: string, mostSteps = 1_000_000): (text: string) => boolean {
  const native = new RegExp(source)
  const unknown = unknownEscape.exec(source)?.[0]
  if (unknown) throw new SyntaxError(`${unknown} is not known`)
  const branches = branchesOf(source)
  const spread = branches.map((branch) => branch.map(({ least, most }) => most - least))
  const size = branches
    .flat()
    .reduce(
      (sum, { least, most }) => sum + (most === Number.POSITIVE_INFINITY ? least + 1 : most),
      0,
    )
  if (size > mostStates) throw new RangeError('it repeats too much')
  const walks = branches.map(statesOf)
  return (text) => {
    const steps = spread.map((ranges) =>
      ranges.reduce((product, range) => product * (1 + Math.min(range, text.length)), text.length),
    )
    if (Math.max(...steps) <= mostSteps) return native.test(text)
    return walks.some((states) => walk(states, text))
  }
}
