/** A value as the naive evaluator has it: the text of a field, or what was computed. */
export type Held = string | number | bigint | boolean | Digits | null

/** A number that was chosen among others, with the digits that it was written with. */
export class Digits {
  constructor(readonly text: string) {}
}
export type Row = Readonly<Record<string, Held>>

/** How the value of an expression is known before any row is looked at. */
export type Kind = 'open' | 'quoted' | 'number' | 'condition'

const numeric = /^[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?$/
export const isNumeric = (text: string) => numeric.test(text)

export function toNumber(value: Held): number | null {
  if (value instanceof Digits) return Number(value.text)
  if (value === null || (typeof value === 'string' && !isNumeric(value))) return null
  return Number(value)
}

/** As CloudWatch prints it. */
export function toText(value: Held): string | null {
  if (value instanceof Digits) return value.text.replace(/^(-?)[+]?0*(?=\d+$)/, '$1')
  if (value === null || typeof value === 'string') return value
  if (typeof value === 'boolean') return value ? '1' : '0'
  if (typeof value === 'bigint' || Number.isInteger(value)) return BigInt(value).toString()
  return String(Number(value.toFixed(4)))
}

/** Digits without a point, and how many of them stand behind it. */
function digitsOf(text: string): { digits: bigint; behind: number } {
  const [, sign = '', whole = '', part = '', exponent = '0'] =
    /^([-+]?)(\d*)\.?(\d*)(?:[eE]([-+]?\d+))?$/.exec(text) ?? []
  const digits = BigInt(whole + part || '0')
  const behind = part.length - Number(exponent)
  return { digits: sign === '-' ? -digits : digits, behind }
}

/** The order of two numbers, to the digit. */
export function byNumber(one: string, other: string): number {
  const [a, b] = [digitsOf(one), digitsOf(other)]
  const behind = Math.max(a.behind, b.behind, 0)
  const left = a.digits * 10n ** BigInt(behind - a.behind)
  const right = b.digits * 10n ** BigInt(behind - b.behind)
  return left === right ? 0 : left < right ? -1 : 1
}

export const byLetters = (one: string, other: string) =>
  Buffer.compare(Buffer.from(one), Buffer.from(other))

const isNumberKind = (kind: Kind) => kind === 'number' || kind === 'condition'
export const written = (value: Held) => {
  if (value instanceof Digits) return value.text
  return typeof value === 'boolean' ? String(Number(value)) : String(value)
}

/** A number, with all its digits where a float may lack some. */
export const numberOf = (text: string): Held => (text.length > 15 ? new Digits(text) : Number(text))

/** How two values stand to each other; null where one is missing. */
export function order(one: Held, other: Held, kinds: readonly [Kind, Kind], equal: boolean) {
  if (one === null || other === null) return null
  const areNumeric = isNumeric(written(one)) && isNumeric(written(other))
  const areFields = kinds.every((kind) => kind === 'open')
  const byValue = kinds.some(isNumberKind) || (!equal && areFields)
  const found = byValue && areNumeric ? byNumber(written(one), written(other)) : 0
  // Fields of the same value that are written another way are not equal.
  if (found !== 0 || (areNumeric && byValue && !areFields)) return found
  return byLetters(toText(one) ?? '', toText(other) ?? '')
}

const pieces = (text: string) =>
  (text.match(/[0-9]+|[^0-9]+/g) ?? []).map((piece) =>
    /^[0-9]/.test(piece) ? `0${String(piece.length).padStart(7, '0')}${piece}` : piece,
  )

/** The order of `sort`: what is missing, texts in natural order, numbers. */
export function naturally(one: Held, other: Held): number {
  if (one === null || other === null) return Number(one !== null) - Number(other !== null)
  const [left, right] = [written(one), written(other)]
  const numbers = Number(isNumeric(left)) - Number(isNumeric(right))
  if (numbers !== 0) return numbers
  if (isNumeric(left)) return byNumber(left, right)
  const [mine, theirs] = [pieces(left), pieces(right)]
  for (let at = 0; at < Math.min(mine.length, theirs.length); at += 1) {
    const found = byLetters(mine[at] ?? '', theirs[at] ?? '')
    if (found !== 0) return found
  }
  return mine.length - theirs.length
}
