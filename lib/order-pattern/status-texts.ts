import type { StatusRange } from '@/lib/shop/status'

// Statuses are texts in most logs, and whether < compares texts as numbers is not written anywhere: so by their first digit.
const digitsOf = ({ from, to }: StatusRange): string[] => {
  if (to === from + 1) return [String(from)]
  const first = Math.max(2, from / 100)
  return Array.from({ length: to / 100 - first }, (_, at) => `${first + at}*`)
}

const range = (status: string, { from, to }: StatusRange) =>
  to === from + 1
    ? `${status} = ${from}`
    : `${status} >= ${Math.max(200, from)} && ${status} < ${to}`

const numbers = (status: string, ranges: readonly StatusRange[]) =>
  ranges.map((one) => range(status, one))

/** How a status is one of these, as alternatives: of a text in JSON, of a number there, of either, of a column. */
export function statusTexts(
  status: string,
  ranges: readonly StatusRange[],
  kind: 'text' | 'number' | 'either' | 'column',
): string[] {
  const digits = ranges.flatMap(digitsOf)
  if (kind === 'column') return digits.map((text) => `${status} = ${text}`)
  const texts = digits.map((text) => `${status} = "${text}"`)
  if (kind === 'text') return texts
  const grouped = (all: string[]) => all.map((text) => (text.includes('&&') ? `(${text})` : text))
  if (kind === 'either') return [...texts, ...grouped(numbers(status, ranges))]
  return ranges.length > 1 ? grouped(numbers(status, ranges)) : numbers(status, ranges)
}
