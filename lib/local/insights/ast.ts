import type { Span } from './malformed'

export type Expression = Span &
  (
    | { kind: 'text'; value: string }
    | { kind: 'number'; value: number }
    | { kind: 'period'; ms: number; calendar?: 'month' | 'quarter' | 'year'; count: number }
    | { kind: 'field'; name: string }
    | { kind: 'call'; name: string; args: Expression[]; star?: boolean }
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
  )

/** An expression with the name of its column: its alias, else its text as typed. */
export interface Item extends Span {
  expression: Expression
  name: string
  aliased: boolean
}

export interface SortKey extends Span {
  expression: Expression
  descending: boolean
}

export type Stage = Span &
  (
    | { command: 'fields' | 'display'; items: Item[] }
    | { command: 'filter'; condition: Expression }
    | { command: 'stats'; aggregates: Item[]; by: Item[]; offsetMs: number }
    | { command: 'sort'; keys: SortKey[] }
    | { command: 'limit'; count: number; from: 'start' | 'end' }
    | {
        command: 'parse'
        source: Expression | null
        pattern: string
        regex: boolean
        names: string[]
      }
    | { command: 'dedup'; names: { name: string; span: Span }[] }
  )

export interface Query {
  stages: Stage[]
}
