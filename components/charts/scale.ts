/** The value axis of a chart: evenly spaced round ticks; the first and the last are its ends. */
export interface Scale {
  ticks: number[]
  low: number
  high: number
}

interface Extent {
  low: number
  high: number
}

// What binary fractions may be off by: 0.0002 / 4 is a little more than 0.00005.
const slack = 1e-9

/** The smallest of 1, 2, 2.5 and 5 × 10^n that is at least `size`. */
function roundStep(size: number, whole: boolean): number {
  const power = 10 ** Math.floor(Math.log10(whole ? Math.max(1, size) : size))
  const steps = [1, 2, 2.5, 5, 10].map((factor) => factor * power)
  return (
    steps.find((step) => step >= size * (1 - slack) && (!whole || Number.isInteger(step))) ??
    10 * power
  )
}

/** From zero, so that the height of a bar is its value. */
function extentOf(values: readonly number[]): Extent {
  const [low, high] = [Math.min(0, ...values), Math.max(0, ...values)]
  return { low, high: low === high ? 1 : high }
}

function scaleWith({ low, high }: Extent, intervals: number, whole: boolean): Scale {
  const step = roundStep((high - low) / intervals, whole)
  const first = Math.floor(low / step + slack)
  const last = Math.max(first + intervals, Math.ceil(high / step - slack))
  const ticks = Array.from({ length: last - first + 1 }, (_, at) =>
    Number(((first + at) * step).toPrecision(12)),
  )
  return { ticks, low: ticks[0] ?? 0, high: ticks.at(-1) ?? 1 }
}

const filled = (extent: Extent, { low, high }: Scale) => (extent.high - extent.low) / (high - low)

/**
 * Scales from zero for the values of a left and a right axis, with as many ticks on each, so that one set
 * of grid lines serves both. `whole` keeps the ticks of counts integers.
 */
export function scalePair(
  left: readonly number[],
  right: readonly number[],
  whole: boolean,
): [left: Scale, right: Scale] {
  const [a, b] = [extentOf(left), extentOf(right)]
  const choiceOf = (intervals: number, weight: number) => {
    const scales: [Scale, Scale] = [scaleWith(a, intervals, whole), scaleWith(b, intervals, whole)]
    return { scales, fill: weight * (filled(a, scales[0]) + filled(b, scales[1])) }
  }
  // A single grid line inside says little: it is for counts up to 2.
  const others = [choiceOf(5, 1), choiceOf(3, 1), choiceOf(2, 0.8)]
  return others.reduce((best, next) => (next.fill > best.fill ? next : best), choiceOf(4, 1)).scales
}

/** The scale of a chart with one axis of values. */
export const scaleOf = (values: readonly number[], whole: boolean): Scale =>
  scalePair(values, values, whole)[0]

/** Where a value stands on its scale: 0 at the lowest tick, 1 at the highest. */
export const shareOf = (value: number, { low, high }: Pick<Scale, 'low' | 'high'>): number =>
  (value - low) / (high - low)

const units = [
  [1e9, 'G'],
  [1e6, 'M'],
  [1e3, 'k'],
] as const

export function tickTexts({ ticks }: Scale): string[] {
  const largest = Math.max(...ticks.map(Math.abs))
  const unit = largest < 10_000 ? undefined : units.find(([size]) => largest >= size)
  const [divisor, letter] = unit ?? [1, '']
  return ticks.map((tick) =>
    tick === 0
      ? '0'
      : (tick / divisor).toLocaleString('en-GB', { maximumSignificantDigits: 6 }) + letter,
  )
}

/** A share as a length in CSS and SVG. */
export const percent = (share: number): string => `${Number((share * 100).toFixed(3))}%`
