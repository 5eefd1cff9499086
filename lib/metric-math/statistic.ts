/** One end of a range: percent of the samples, or a value. */
export type Bound = { percent: number } | { value: number }

export type Statistic =
  | { kind: SimpleStatistic }
  | { kind: 'percentile'; percent: number }
  | { kind: (typeof ranged)[number]; from: Bound | null; to: Bound | null }

const simple = ['SampleCount', 'Average', 'Sum', 'Minimum', 'Maximum'] as const
export type SimpleStatistic = (typeof simple)[number]
export const isSimple = (text: string): text is SimpleStatistic =>
  simple.some((name) => name === text)

const ranged = ['TM', 'TC', 'TS', 'WM', 'PR'] as const
const rangedOf = (name: string) => ranged.find((known) => known === name) ?? 'TM'
const decimal = '\\d+(?:\\.\\d{1,10})?'
const short = new RegExp(`^(p|tm|tc|ts|wm)(${decimal})$`)
const range = new RegExp(`^(TM|TC|TS|WM|PR)\\((-?${decimal}%?)?:(-?${decimal}%?)?\\)$`)

export const statisticRule =
  'use SampleCount, Average, Sum, Minimum, Maximum, IQM, or one such as p99, tm90, tc90, ts90, wm90, TM(5%:95%) or PR(0:300)'

const boundOf = (text: string | undefined): Bound | null => {
  if (text === undefined) return null
  return text.endsWith('%') ? { percent: Number(text.slice(0, -1)) } : { value: Number(text) }
}
const isPercent = (bound: Bound | null) => bound !== null && 'percent' in bound
const inHundred = (bound: Bound | null) =>
  bound === null || 'value' in bound || (bound.percent >= 0 && bound.percent <= 100)
const ordered = (from: Bound | null, to: Bound | null) =>
  !from ||
  !to ||
  ('percent' in from
    ? 'percent' in to && from.percent < to.percent
    : 'value' in to && from.value < to.value)

/** Reads a statistic as CloudWatch writes it: null when there is none of that name. */
export function statisticOf(text: string): Statistic | null {
  if (isSimple(text)) return { kind: text }
  if (text === 'IQM') return { kind: 'TM', from: { percent: 25 }, to: { percent: 75 } }
  const [, letters, number] = short.exec(text) ?? []
  if (letters !== undefined) {
    const percent = Number(number)
    if (percent > 100) return null
    if (letters === 'p') return { kind: 'percentile', percent }
    return { kind: rangedOf(letters.toUpperCase()), from: null, to: { percent } }
  }
  const [, name, low, high] = range.exec(text) ?? []
  if (name === undefined) return null
  const from = boundOf(low)
  const to = boundOf(high)
  const bounded = (from || to) && inHundred(from) && inHundred(to) && ordered(from, to)
  if (!bounded || (name === 'PR' && (isPercent(from) || isPercent(to)))) return null
  return { kind: rangedOf(name), from, to }
}
