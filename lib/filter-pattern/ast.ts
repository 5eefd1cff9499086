import type { Span } from '@/lib/text/problem'

export type Operator = '=' | '!=' | '<' | '<=' | '>' | '>='

/** What a value is compared with. `*` at the ends of a text matches anything. */
export type Operand =
  | { kind: 'text'; text: string }
  /** Written without quotes: equal by its value too. */
  | { kind: 'number'; text: string }
  | { kind: 'regex'; source: string }

/** What a value must be. */
export interface Comparison extends Span {
  operator: Operator
  operand: Operand
}

export type Condition<Leaf> =
  | { kind: 'leaf'; leaf: Leaf }
  | { kind: 'all' | 'any'; of: Condition<Leaf>[] }

/** A step into JSON: a key, an index of a list, or `*` for each. */
export type Step = { key: string } | { at: number } | '*'

export interface Selector extends Span {
  /** As it is written, such as `$.user.name`. */
  text: string
  steps: Step[]
}

export type JsonLeaf = { selector: Selector } & (
  | { kind: 'compare'; comparison: Comparison }
  | { kind: 'is'; state: 'NULL' | 'TRUE' | 'FALSE' }
  | { kind: 'absent' }
)

export interface Column {
  /** Empty when it is not named. */
  name: string
  /** Null takes any value. */
  condition: Condition<Comparison> | null
}

export interface Term extends Span {
  /** Needed, one of several, or excluded. */
  sign: '' | '?' | '-'
  text: { kind: 'text'; text: string } | { kind: 'regex'; source: string }
}

/** A CloudWatch filter pattern. `...` in a space-delimited one is a gap. */
export type Pattern =
  | { kind: 'everything' }
  | { kind: 'json'; condition: Condition<JsonLeaf> }
  | { kind: 'space'; columns: (Column | 'gap')[] }
  | { kind: 'terms'; terms: Term[] }
