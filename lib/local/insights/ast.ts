import type { Span } from '@/lib/text/problem'
import type { Period } from './period'
import type { Rows } from './rows'

export type Expression = Span &
  (
    | { kind: 'text'; value: string }
    | { kind: 'number'; value: number }
    | ({ kind: 'period' } & Period)
    | { kind: 'field'; name: string; path: string[] }
    | { kind: 'call'; name: string; args: Expression[]; star?: boolean }
    /** A member of a map or list: `users[1].name`. */
    | { kind: 'member'; of: Expression; steps: (string | number)[] }
    | { kind: 'negate' | 'not'; operand: Expression }
    | {
        kind: 'arithmetic'
        operator: '+' | '-' | '*' | '/' | '^' | '%'
        left: Expression
        right: Expression
      }
    | {
        kind: 'compare'
        operator: '=' | '!=' | '<' | '<=' | '>' | '>='
        left: Expression
        right: Expression
      }
    | { kind: 'logic'; operator: 'and' | 'or'; left: Expression; right: Expression }
    | { kind: 'like'; value: Expression; pattern: string; regex: boolean }
    | { kind: 'in'; value: Expression; list: Expression[] }
    | { kind: 'inQuery'; value: Expression; query: Query }
  )

/** An expression with the name of its column: its alias, else its text as typed. */
export interface Item extends Span {
  expression: Expression
  name: string
  aliased: boolean
}

/** Where a stage stands in the text, and the names of the commands that follow it. */
export interface StagePosition {
  span: Span
  /** The commands before and behind it. */
  earlier: readonly string[]
  later: readonly string[]
}

/** Adds what a command says to the rows that come to it. Throws {@link MalformedQuery}. */
export type Write = (rows: Rows, position: StagePosition) => void

export interface Stage {
  command: string
  span: Span
  write: Write
}

/** What SOURCE says: which log groups, and when. */
export interface Origin {
  names: string[]
  prefixes: string[]
  /** Relative to the query's moment, ms; or absolute, epoch ms. */
  from?: Moment
  to?: Moment
  span: Span
}
export type Moment = { agoMs: number } | { atMs: number }

export interface Query {
  origin: Origin | null
  stages: Stage[]
}
