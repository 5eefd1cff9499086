import styles from './charts.module.css'
import { colours } from './colours'
import { percent, type Scale, shareOf } from './scale'

// Free on each side of a bar, and the least height of one that is not 0, as shares.
const gap = 0.1
const minHeight = 0.012

interface BarProps {
  /** Its place among `count` places of equal width. */
  at: number
  count: number
  /** Where it begins; 0 when absent. */
  from?: number
  to: number
  scale: Scale
  fill: string
}

export function Bar({ at, count, from = 0, to, scale, fill }: BarProps) {
  if (from === to) return null
  const [start, end] = [shareOf(from, scale), shareOf(to, scale)]
  const height = Math.max(minHeight, Math.abs(end - start))
  return (
    <rect
      x={percent((at + gap) / count)}
      width={percent((1 - 2 * gap) / count)}
      y={percent(1 - (end > start ? start + height : start))}
      height={percent(height)}
      fill={fill}
    />
  )
}

interface PlaceProps {
  at: number
  count: number
}

/** A place where nothing was received, or nothing can be: a band over the whole height. */
export function NoDataBand({ at, count, fill = colours.noData }: PlaceProps & { fill?: string }) {
  return (
    <rect
      x={percent(at / count)}
      width={percent(1 / count)}
      height="100%"
      fill={fill}
      shapeRendering="crispEdges"
    />
  )
}

/** Between which values one lies, over the whole width of its place, so that neighbours join. */
export function Interval(props: PlaceProps & { low: number; high: number; scale: Scale }) {
  const { at, count, low, high, scale } = props
  const [from, to] = [shareOf(low, scale), shareOf(high, scale)]
  return (
    <rect
      x={percent(at / count)}
      width={percent(1 / count)}
      y={percent(1 - to)}
      height={percent(to - from)}
      fill={colours.expected}
      shapeRendering="crispEdges"
    />
  )
}

/** What a place should hold, as the outline of a bar. */
export function Outline({ at, count, to, scale }: Omit<BarProps, 'fill' | 'from'>) {
  const height = shareOf(to, scale)
  return (
    <rect
      x={percent((at + gap) / count)}
      width={percent((1 - 2 * gap) / count)}
      y={percent(1 - height)}
      height={percent(height)}
      fill="none"
      stroke={colours.orders}
      strokeDasharray="3 2"
    />
  )
}

export function Hatching({ id, colour }: { id: string; colour: string }) {
  return (
    <pattern
      id={id}
      width="6"
      height="6"
      patternUnits="userSpaceOnUse"
      patternTransform="rotate(45)"
    >
      <rect width="3" height="6" fill={colour} />
    </pattern>
  )
}

interface LineProps {
  values: readonly (number | null)[]
  scale: Pick<Scale, 'low' | 'high'>
  stroke: string
  /** In px. */
  width?: number
  /** Whether the value at a place is of a part of its bin only: the line to it is dashed. */
  partialAt?: (at: number) => boolean
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
function LinePath({ values, scale, stroke, width = 1.8, partialAt = () => false }: LineProps) {
  const path = {
    fill: 'none',
    stroke,
    strokeWidth: width,
    strokeLinecap: 'round',
    strokeLinejoin: 'round',
    vectorEffect: 'non-scaling-stroke',
  } as const
  const place = (at: number) => {
    const x = ((at + 0.5) / values.length) * 100
    const y = (1 - shareOf(values[at] ?? 0, scale)) * 100
    return `${x.toFixed(2)},${y.toFixed(2)}`
  }
  const whole = values.map((value, at) => (partialAt(at) ? null : value))
  const known = (at: number) => (whole[at] ?? null) !== null
  const solid = whole.map((value, at) => {
    if (value === null) return ''
    // A value between two gaps is a line of no length, which its round ends make a dot.
    const dot = known(at - 1) || known(at + 1) ? '' : 'h0'
    return `${known(at - 1) ? 'L' : 'M'}${place(at)}${dot}`
  })
  const dashed = values.map((value, at) =>
    at > 0 &&
    value !== null &&
    (values[at - 1] ?? null) !== null &&
    (partialAt(at - 1) || partialAt(at))
      ? `M${place(at - 1)}L${place(at)}`
      : '',
  )
  return (
    <>
      <path {...path} d={solid.join('')} />
      {dashed.some((part) => part !== '') && (
        <path {...path} d={dashed.join('')} strokeDasharray="1 4" />
      )}
    </>
  )
}

/** A dashed line across the plot, at a value or, upright, at a share of the width. */
export function ReferenceLine(props: { value: number; scale: Scale } | { share: number }) {
  const at = percent('share' in props ? props.share : 1 - shareOf(props.value, props.scale))
  const place = 'share' in props ? { x1: at, x2: at, y2: '100%' } : { x2: '100%', y1: at, y2: at }
  return <line {...place} stroke={colours.failed} strokeDasharray="5 3" />
}

/** A small line of values from oldest to newest; a picture beside the number, never instead of it. */
export function Sparkline(
  props: { values: number[]; color: string } & Pick<LineProps, 'partialAt'>,
) {
  const { values, color, partialAt } = props
  const scale = { low: 0, high: Math.max(1, ...values) }
  return (
    <svg
      className={styles.spark}
      viewBox="0 -8 100 116"
      preserveAspectRatio="none"
      aria-hidden="true"
    >
      <LinePath values={values} scale={scale} stroke={color} partialAt={partialAt} />
    </svg>
  )
}
