import {
  type Fragment,
  fieldName,
  insidePattern,
  insideText,
  insights,
  period,
  Unquotable,
} from './insights'

/** What a `{{parameter}}` of a saved query stands for; StartQuery knows none, so they are filled in here. */
export const parameterTypes = ['text', 'number', 'period', 'field'] as const
export type ParameterType = (typeof parameterTypes)[number]

export interface Placeholder {
  name: string
  /** What its position in the query suggests. */
  type: ParameterType
}

export interface Given {
  type: ParameterType
  value: string
}

const hole = /\{\{\s*([a-zA-Z_]\w*)\s*\}\}/g

// What must be known of a query to know where a hole stands: comments, texts, names, and patterns after like, =~ and parse.
const pieces =
  /#[^\n]*|"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'|`[^`]*`|(?<=(?:\blike|=~|\bparse\s+\S+)\s*)\/(?:\\.|\[(?:\\.|[^\]\\])*\]|[^/\\])+\/|\{\{\s*[a-zA-Z_]\w*\s*\}\}/gi

const hints: readonly (readonly [RegExp, ParameterType])[] = [
  [/\b(bin|datefloor|dateceil)\s*\([^()]*$/i, 'period'],
  [/\b(limit|head|tail)\s+$/i, 'number'],
  [/\b(by|fields|display|dedup|sort)\s+$/i, 'field'],
]

function* holesOf(text: string): Generator<{ name: string; before: string; inside: boolean }> {
  for (const { 0: piece, index } of text.matchAll(pieces)) {
    if (piece.startsWith('#')) continue
    for (const [, name = ''] of piece.matchAll(hole)) {
      yield { name, before: text.slice(0, index), inside: !piece.startsWith('{{') }
    }
  }
}

/** The parameters of a query in the order of their first positions. */
export function placeholders(text: string): Placeholder[] {
  const found = new Map<string, ParameterType>()
  for (const { name, before, inside } of holesOf(text)) {
    if (found.has(name)) continue
    const hint = inside ? undefined : hints.find(([pattern]) => pattern.test(before))
    found.set(name, hint?.[1] ?? 'text')
  }
  return [...found].map(([name, type]) => ({ name, type }))
}

function literal({ type, value }: Given): Fragment {
  switch (type) {
    case 'text':
      return insights`${value}`
    case 'number':
      if (!/^[+-]?\d+(\.\d+)?$/.test(value.trim())) throw new Unquotable('must be a number')
      return insights`${Number(value)}`
    case 'period':
      if (!/^\d{1,3}[smhd]$/.test(value.trim())) throw new Unquotable('must be a period, e.g. 5m')
      return period(value.trim())
    case 'field':
      return fieldName(value.trim())
  }
}

function filled(piece: string, given: Given): string {
  switch (piece[0]) {
    case '"':
      return insideText(given.value, '"')
    case "'":
      return insideText(given.value, "'")
    case '`':
      throw new Unquotable('must not stand in backticks')
    case '/':
      return insidePattern(given.value)
    default:
      return literal(given).fragment
  }
}

/** The query with its parameters as literals of their types. Throws {@link Unquotable}, which names the parameter. */
export function fillIn(text: string, given: Readonly<Record<string, Given | undefined>>): string {
  return text.replace(pieces, (piece) =>
    piece.startsWith('#')
      ? piece
      : piece.replace(hole, (_, name: string) => {
          const value = given[name]
          try {
            if (!value || value.value === '') throw new Unquotable('needs a value')
            return filled(piece, value)
          } catch (problem) {
            if (problem instanceof Unquotable) throw new Unquotable(`${name} ${problem.message}`)
            throw problem
          }
        }),
  )
}
