import { colours } from './colours'
import { percent, type Scale, shareOf } from './scale'

interface LineProps {
  values: readonly (number | null)[]
  scale: Pick<Scale, 'low' | 'high'>
  stroke: string
  /** In px. */
  width?: number
}

/** A line through values at places of equal width, with an edge that parts it from bars; it breaks where a value is null. */
export function Line(props: LineProps) {
  return (
    <svg viewBox="0 0 100 100" preserveAspectRatio="none" overflow="visible" aria-hidden="true">
      <LinePath {...props} stroke="var(--card)" width={4.5} />
      <LinePath {...props} />
    </svg>
  )
}

/** The same in a picture of 100 by 100. */
export function LinePath({ values, scale, stroke, width = 1.8 }: LineProps) {
  const known = (at: number) => (values[at] ?? null) !== null
  const d = values.map((value, at) => {
    if (value === null) return ''
    const x = ((at + 0.5) / values.length) * 100
    const y = (1 - shareOf(value, scale)) * 100
    // A value between two gaps is a line of no length, which its round ends make a dot.
    const dot = known(at - 1) || known(at + 1) ? '' : 'h0'
    return `${known(at - 1) ? 'L' : 'M'}${x.toFixed(2)},${y.toFixed(2)}${dot}`
  })
  return (
    <path
      d={d.join('')}
      fill="none"
      stroke={stroke}
      strokeWidth={width}
      strokeLinecap="round"
      strokeLinejoin="round"
      vectorEffect="non-scaling-stroke"
    />
  )
}

/** A dashed line across the plot, at a value or, upright, at a share of the width. */
export function ReferenceLine(props: { value: number; scale: Scale } | { share: number }) {
  const at = percent('share' in props ? props.share : 1 - shareOf(props.value, props.scale))
  const place = 'share' in props ? { x1: at, x2: at, y2: '100%' } : { x2: '100%', y1: at, y2: at }
  return <line {...place} stroke={colours.failed} strokeDasharray="5 3" />
}
