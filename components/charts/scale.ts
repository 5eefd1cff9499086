/** The value axis of a chart: evenly spaced round ticks; the first and the last are its ends. */
export interface Scale {
  ticks: number[]
  low: number
  high: number
}

export interface Extent {
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

function scaleOf({ low, high }: Extent, intervals: number, whole: boolean): Scale {
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
 * A scale from zero for each set of values, with as many ticks on each, so that one set of grid lines
 * serves all. `whole` keeps the ticks of counts integers.
 */
export function scalesOf(sets: readonly (readonly number[])[], whole: boolean): Scale[] {
  const extents = sets.map((values) => {
    const [low, high] = [Math.min(0, ...values), Math.max(0, ...values)]
    return { low, high: low === high ? 1 : high }
  })
  const choices = [4, 5, 3, 2].map((intervals) => {
    const scales = extents.map((extent) => scaleOf(extent, intervals, whole))
    const fill = extents.reduce((sum, extent, at) => {
      const scale = scales[at]
      return scale ? sum + filled(extent, scale) : sum
    }, 0)
    // One grid line says little; it is for counts up to 2.
    return { scales, fill: intervals === 2 ? fill * 0.8 : fill }
  })
  return choices.reduce((best, choice) => (choice.fill > best.fill ? choice : best)).scales
}

/** Where a value stands on its scale: 0 at the lowest tick, 1 at the highest. */
export const shareOf = (value: number, { low, high }: Scale): number => (value - low) / (high - low)

const units = [
  [1e12, 'T'],
  [1e9, 'G'],
  [1e6, 'M'],
  [1e3, 'k'],
] as const

/** The labels of an axis, all in the unit of its largest tick. */
export function tickTexts({ ticks }: Scale): string[] {
  const largest = Math.max(...ticks.map(Math.abs))
  if (largest >= 1e15 || largest < 0.001)
    return ticks.map((tick) => (tick === 0 ? '0' : tick.toExponential().replace('+', '')))
  const [divisor, letter] =
    largest < 10_000 ? [1, ''] : (units.find(([unit]) => largest >= unit) ?? [1, ''])
  return ticks.map((tick) =>
    tick === 0
      ? '0'
      : `${(tick / divisor).toLocaleString('en-GB', { maximumFractionDigits: 6 })}${letter}`,
  )
}

/** A share as a length in CSS and SVG. */
export const percent = (share: number): string => `${Number((share * 100).toFixed(3))}%`
